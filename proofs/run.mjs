/**
 * `npm run proofs`: breaks a running server in every way of docs/proofs.md, one at a time, and judges from what all
 * clients saw. Options: `--fault F1,F4 --seed 1,2,3 --seconds 60 --out DIR --root DIR --resume --keep`; `--quick` is the
 * short form that `npm test` runs.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build, install } from '../scripts/set-up.mjs';
import { ROOT, runScript } from '../scripts/steps.mjs';

const QUICK = { faults: ['F1', 'F4', 'F9', 'F16', 'F17', 'F23'], seeds: [1], seconds: 20 };

const list = (value) => value?.split(',').filter(Boolean);

/**
 * Makes the runs.
 * @param {{ fault?: string, seed?: string, seconds?: string, out?: string, root?: string, resume?: boolean,
 *   keep?: boolean, quick?: boolean }} options as on the command line
 * @param {AbortSignal} signal ends it early
 * @returns {Promise<{ passed: number, failed: number }>} runs that were green, and that were not
 */
export async function prove(options, signal) {
  const { buildProofs } = await import('./build.mjs');
  await buildProofs();
  const { makeRuns } = await import('./dist/runs.js');
  const usual = options.quick ? QUICK : { faults: undefined, seeds: [1, 2, 3], seconds: 60 };
  const chosen = list(options.fault);
  return makeRuns({
    root: options.root ?? ROOT,
    faults: chosen ?? usual.faults,
    seeds: list(options.seed)?.map(Number) ?? usual.seeds,
    seconds: options.seconds ? Number(options.seconds) : usual.seconds,
    outDir: options.out ?? join(ROOT, '.cache', options.quick ? 'proofs-quick' : 'proofs'),
    resume: options.resume ?? false,
    keepsHistories: options.keep ?? false,
    writesDocument: !options.quick && !chosen && !options.root,
    signal,
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: {
      fault: { type: 'string' },
      seed: { type: 'string' },
      seconds: { type: 'string' },
      out: { type: 'string' },
      root: { type: 'string' },
      resume: { type: 'boolean' },
      keep: { type: 'boolean' },
      quick: { type: 'boolean' },
    },
  });
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stopping.abort());
  await runScript(async () => {
    await install();
    await build(['api', 'widget', 'sdk']);
    const { passed, failed } = await prove(values, stopping.signal);
    console.log(`${passed} passed, ${failed} failed`);
    // Not by itself: Node.js 20 may turn for ever over the handles of sockets that were reset.
    process.exit(failed === 0 && passed > 0 && !stopping.signal.aborted ? 0 : 1);
  });
}
