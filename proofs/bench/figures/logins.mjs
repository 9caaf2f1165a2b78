import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { inTurns, measureLoad, median } from '../rounds.mjs';
import { makeTenant, startParley } from '../servers.mjs';

const load = { readers: 100, inFlight: 16 };
const loginsInFlight = 8;
const script = fileURLToPath(new URL('../logins.mjs', import.meta.url));

async function makeAccounts({ call }, key) {
  const accounts = Array.from({ length: loginsInFlight }, (_, n) => ({
    login: `person-${n}`,
    password: `a rather long password ${n}`,
  }));
  for (const { login: username, password } of accounts) {
    await call('POST', '/v1/auth/register', { 'X-Parley-Key': key }, { username, password });
  }
  return accounts;
}

/** Does something while people log in all the time. @throws Error when one of them was refused */
async function whileLoggingIn(options, work) {
  const child = spawn(process.execPath, [script, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  const exited = once(child, 'close');
  try {
    await Promise.race([once(child.stdout, 'data'), exited]);
    const result = await work();
    child.kill();
    await exited;
    const { loginsPerSecond, refused } = JSON.parse(output.split('\n')[1] ?? '');
    if (refused > 0) throw new Error(`${refused} log-ins were refused`);
    return { ...result, loginsPerSecond };
  } finally {
    child.kill('SIGKILL');
  }
}

/** What it costs those who chat that others log in: every log-in hashes a password with argon2id. */
export async function measure({ databaseUrl }) {
  const server = await startParley({ DATABASE_URL: databaseUrl });
  try {
    const { sessions, roomIds } = await makeTenant(server);
    const [{ key }] = sessions;
    const options = { url: server.url, key, accounts: await makeAccounts(server, key) };
    const chat = () => measureLoad({ url: server.url, sessions, roomIds, ...load });
    const turns = await inTurns(() => whileLoggingIn(options, chat), chat);
    const what = `${load.readers} readers, ${load.inFlight} in flight, ${loginsInFlight} log-ins in flight all the time`;
    return [
      { what: `ack p99, ms: ${what}`, peer: 'the same without log-ins', ...turns.compare('p99'), bar: { most: 3 } },
      { what: '… ack p50, ms', peer: '', ...turns.compare('p50') },
      { what: '… sends/s', peer: '', ...turns.compare('sends') },
      { what: '… log-ins/s', peer: '', ours: median(turns.pairs.map(([our]) => our.loginsPerSecond)) },
    ];
  } finally {
    await server.stop();
  }
}
