import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { repository } from '../repository.js';

/**
 * Bundles the process of clients with the SDK's sources of the project under test, so that they are what runs, and puts
 * the recording reducer between the SDK and its own.
 * @param root the project under test
 * @returns the program's file
 * @throws Error when the reducer is not where it was: a run that records nothing would prove nothing
 */
export async function bundleWorker(root: string): Promise<string> {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 12);
  const outfile = join(repository, 'proofs', 'dist', `worker-${name}.mjs`);
  const replaced = new Set<string>();
  await build({
    entryPoints: [join(repository, 'proofs', 'clients', 'worker.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    plugins: [recordingSdk(realpathSync(root), replaced)],
    logLevel: 'warning',
  });
  for (const part of ['feed', 'log']) if (!replaced.has(part)) throw new Error(`the SDK's ${part}.ts is not imported`);
  return outfile;
}

function recordingSdk(root: string, replaced: Set<string>): Plugin {
  const [ownSdk, sdk] = [join(repository, 'sdk', 'src'), join(root, 'sdk', 'src')];
  const clients = join(repository, 'proofs', 'clients');
  const [feed, log] = ['feed.ts', 'log.ts'].map((name) => join(sdk, 'timeline', name));
  return {
    name: 'recording-sdk',
    setup(bundle) {
      bundle.onResolve({ filter: /^\..*\.js$/ }, ({ path, importer, resolveDir }) => {
        let file = resolve(resolveDir, path).replace(/\.js$/, '.ts');
        if (file.startsWith(ownSdk + sep)) file = sdk + file.slice(ownSdk.length);
        if (file === feed && importer.startsWith(sdk + sep)) {
          replaced.add('feed');
          return { path: join(clients, 'recording-feed.ts') };
        }
        if (file === log && importer === feed) {
          replaced.add('log');
          return { path: join(clients, 'recording-log.ts') };
        }
        return { path: file };
      });
    },
  };
}
