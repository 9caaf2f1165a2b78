/**
 * `npm run proofs:controls`: breaks the product itself, once for each patch beside this file, and demands that the proofs
 * notice. Options: `--control NC1,NC2 --seed 1,2,3 --seconds 60 --out DIR --keep`.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, install } from '../../scripts/set-up.mjs';
import { ROOT, runScript } from '../../scripts/steps.mjs';
import { buildProofs } from '../build.mjs';

const { values } = parseArgs({
  options: {
    control: { type: 'string' },
    seed: { type: 'string', default: '1,2,3' },
    seconds: { type: 'string', default: '60' },
    out: { type: 'string', default: join(ROOT, '.cache', 'proofs-controls') },
    keep: { type: 'boolean', default: false },
  },
});
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stopping.abort());

await runScript(async () => {
  await install();
  await build();
  await buildProofs();
  const { tryControls } = await import('../dist/controls/try-controls.js');
  const { passed, failed } = await tryControls({
    controls: values.control?.split(','),
    seeds: values.seed.split(',').map(Number),
    seconds: Number(values.seconds),
    outDir: values.out,
    keepsHistories: values.keep,
    signal: stopping.signal,
  });
  console.log(`${passed} caught, ${failed} not caught`);
  // Not by itself: Node.js 20 may turn for ever over the handles of sockets that were reset.
  process.exit(failed === 0 && passed > 0 && !stopping.signal.aborted ? 0 : 1);
});
