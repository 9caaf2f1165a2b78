import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const sourceFile = join(import.meta.dirname, '..', 'embedded-postgres.ts');

// Bundled CommonJS code asks for `require`, which a module does not have.
const requireShim = `import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);`;

const program = `
  import { startEmbeddedPostgres } from ${JSON.stringify(sourceFile)};
  setInterval(() => undefined, 60_000);
  const log = (line) => console.error(line);
  const { url, adopted, clusterDir } = await startEmbeddedPostgres({ dataDir: process.argv[2], log });
  console.log(JSON.stringify({ url, adopted, clusterDir }));
`;

/** Writes a program that owns the PostgreSQL of the data directory it is given, as one file without other modules. */
export function buildOwner(file: string): void {
  buildSync({
    stdin: { contents: program, resolveDir: import.meta.dirname },
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: requireShim },
    external: ['pg-native'],
    logLevel: 'error',
    outfile: file,
  });
}

/** Another server process that owns an embedded PostgreSQL. */
export interface Owner {
  readonly process: ChildProcess;
  readonly url: string;
  readonly adopted: boolean;
  readonly clusterDir: string;
  /** Ends it as `kill -9` does; resolves when it is gone. */
  kill(): Promise<void>;
}

/**
 * Starts a program made by {@link buildOwner}, and waits until it owns its PostgreSQL.
 * @throws Error with what it printed when it ended instead
 */
export async function startOwner(file: string, dataDir: string): Promise<Owner> {
  const child = spawn(process.execPath, [file, dataDir], { stdio: ['ignore', 'pipe', 'pipe'] });
  const gone = once(child, 'exit');
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([text]) => text as string),
    gone.then(() => Promise.reject(new Error(errors))),
  ]);
  const kill = async () => {
    child.kill('SIGKILL');
    await gone;
  };
  return { process: child, ...(JSON.parse(line) as Pick<Owner, 'url' | 'adopted' | 'clusterDir'>), kill };
}
