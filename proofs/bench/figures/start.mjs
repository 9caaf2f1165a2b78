import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { median, ROUNDS } from '../rounds.mjs';

const script = fileURLToPath(new URL('../../../scripts/start.mjs', import.meta.url));
const port = 4_907;

/** From the command to the first 200 on /health/ready. */
async function startOnce(dataDir) {
  const begun = performance.now();
  const env = { ...process.env, PARLEY_DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'error' };
  const child = spawn(process.execPath, [script], { env, stdio: 'ignore' });
  const exited = once(child, 'exit');
  const isReady = () =>
    fetch(`http://127.0.0.1:${port}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`);
    await delay(10);
  }
  const ms = performance.now() - begun;
  child.kill();
  await exited;
  return ms;
}

/** `npm start`, built, with a new embedded database and with one that is there. */
export async function measure({ dataDir }) {
  const fresh = await startOnce(dataDir);
  const again = [];
  for (let round = 0; round < ROUNDS; round += 1) again.push(await startOnce(dataDir));
  return [
    { what: 'start to ready, built, existing data, ms', peer: '', ours: median(again), bar: { value: 2_000 } },
    { what: 'start to ready, built, new embedded database, ms', peer: '', ours: fresh, bar: { value: 5_000 } },
  ];
}
