/** Bundles the proofs into `proofs/dist`, from where `run.mjs` runs them. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** What is run or imported by itself; the clients are bundled for each project under test, by the harness. */
const ENTRIES = ['runs.ts', 'controls/try-controls.ts'];

/** Bundles the harness and the checker. */
export async function buildProofs() {
  await build({
    entryPoints: ENTRIES.map(here),
    outdir: here('dist'),
    outbase: here('.'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'linked',
    logLevel: 'warning',
  });
}
