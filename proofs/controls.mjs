/**
 * `npm run proofs:controls`: breaks a copy of the product on purpose and looks whether the proofs see it. One that stays
 * unseen means that nothing was proved. Options: `--control NC1,NC6 --seed 1,2,3 --seconds 30 --out DIR`.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, install } from '../scripts/set-up.mjs';
import { ROOT, runScript } from '../scripts/steps.mjs';

const list = (value) => value?.split(',').filter(Boolean);

const text = { type: 'string' };
const { values } = parseArgs({ options: { control: text, seed: text, seconds: text, out: text } });
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stopping.abort());

await runScript(async () => {
  await install();
  await build();
  const { buildProofs } = await import('./build.mjs');
  await buildProofs();
  const { runControls } = await import('./dist/controls/run.js');
  const { passed, failed } = await runControls({
    controls: list(values.control),
    seeds: (list(values.seed) ?? ['1', '2', '3']).map(Number),
    seconds: Number(values.seconds ?? 30),
    outDir: values.out ?? join(ROOT, '.cache', 'controls'),
    signal: stopping.signal,
  });
  console.log(`${passed} caught, ${failed} not caught`);
  process.exitCode = failed === 0 && passed > 0 && !stopping.signal.aborted ? 0 : 1;
});
