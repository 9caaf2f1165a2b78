import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.js';
import { freePort } from './free-port.js';

const configuration = new URL('../../../scripts/compose/nginx.conf', import.meta.url);

/** A running load balancer. */
export interface Balancer {
  /** Where it can be reached, without trailing slash. */
  readonly url: string;
  remove(): Promise<void>;
}

/**
 * Starts the distribution's nginx with the very configuration of docker-compose.yml. Only addresses are other ones: those of
 * the two nodes, and its own port.
 * @param nodeUrls in the order of `api-1`, `api-2`
 */
export async function startBalancer(nodeUrls: readonly [string, string]): Promise<Balancer> {
  const dir = await mkdtemp(join(tmpdir(), 'parley-nginx-'));
  // Workers of a root nginx are somebody else.
  await chmod(dir, 0o755);
  const port = await freePort();
  let text = await readFile(configuration, 'utf8');
  const replace = (from: string, to: string): void => {
    if (!text.includes(from)) throw new Error(`nginx.conf has no ${from}`);
    text = text.replaceAll(from, to);
  };
  for (const [n, url] of nodeUrls.entries()) replace(`api-${n + 1}:4000`, `127.0.0.1:${new URL(url).port}`);
  replace('listen 8080;', `listen 127.0.0.1:${port};`);
  const file = join(dir, 'nginx.conf');
  await writeFile(file, text);
  const settings = `daemon off; pid ${join(dir, 'nginx.pid')};`;
  const args = ['-p', dir, '-c', file, '-e', join(dir, 'error.log'), '-g', settings];
  const nginx = spawn(process.env.NGINX_PATH ?? 'nginx', args, { stdio: 'inherit' });
  const end = (): void => void nginx.kill('SIGTERM');
  // A suite that fails must not leave it behind.
  process.once('exit', end);
  const exited = once(nginx, 'exit');
  const url = `http://127.0.0.1:${port}`;
  await Promise.race([
    eventually(() => fetch(`${url}/health/live`)),
    exited.then(async () => {
      throw new Error(`nginx ended:\n${await readFile(join(dir, 'error.log'), 'utf8').catch(() => '')}`);
    }),
  ]);
  return {
    url,
    async remove() {
      process.off('exit', end);
      end();
      await exited;
      await rm(dir, { recursive: true, force: true });
    },
  };
}
