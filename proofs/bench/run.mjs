/**
 * `npm run bench`: Parley against plain Socket.IO that broadcasts without a database, in turns in the same run, each in a
 * process of its own and the clients in another. Prints a table and writes docs/benchmarks.md. A run in which one reader
 * missed, doubled or reordered one message fails.
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build, install } from '../../scripts/set-up.mjs';
import { operatorKey, startTestServer } from '../../api/test/support/test-server.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const run = promisify(execFile);

const ROUNDS = 3;
const SECONDS = 4;
const LOADS = [
  { name: '100 readers, 64 in flight', readers: 100, inFlight: 64 },
  { name: '10 readers, 4 in flight', readers: 10, inFlight: 4 },
];

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** A tenant without limits, its lobby and some guests. */
async function prepare(url) {
  const call = async (method, path, headers, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', ...headers },
      body: body && JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
    return response.json();
  };
  const tenant = await call('POST', '/v1/tenants', { Authorization: `Bearer ${operatorKey}` }, { name: 'Bench' });
  const names = ['messagesPerMinute', 'guestsPerHourPerIp', 'connectionsPerIp', 'connectionsPerUser'];
  const limits = Object.fromEntries(names.map((name) => [name, null]));
  await call('PATCH', '/v1/tenant', { Authorization: `Bearer ${tenant.secretKey}` }, { settings: { limits } });
  const key = { 'X-Parley-Key': tenant.publicKey };
  const sessions = [];
  for (let n = 0; n < 20; n += 1) {
    const { accessToken } = await call('POST', '/v1/auth/guest', key, {});
    sessions.push({ key: tenant.publicKey, token: accessToken });
  }
  const { id: roomId } = await call('GET', '/v1/rooms/by-slug/lobby', key);
  return { sessions, roomId };
}

async function startRaw() {
  const child = spawn(process.execPath, [here('raw-server.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  const [, url] = /ready (\S+)/.exec(String(line)) ?? [];
  return { url, stop: () => child.kill() };
}

async function measure(target, { readers, inFlight }) {
  const options = { ...target, readers, inFlight, seconds: SECONDS };
  const { stdout } = await run(process.execPath, [here('load.mjs'), JSON.stringify(options)]);
  const result = JSON.parse(stdout);
  if (result.missing !== 0 || result.broken !== 0 || result.refused !== 0) {
    throw new Error(`a reader missed, doubled or reordered messages: ${stdout}`);
  }
  return result;
}

await install();
await build(['api', 'widget', 'sdk']);
const dataDir = mkdtempSync(join(tmpdir(), 'parley-bench-'));
const server = await startTestServer({ PARLEY_DATA_DIR: dataDir, LOG_LEVEL: 'error' });
const raw = await startRaw();
const rows = [];
try {
  const parley = { url: server.url.replace('localhost', '127.0.0.1'), ...(await prepare(server.url)) };
  const plain = { url: raw.url, sessions: [{}], roomId: 'room' };
  for (const load of LOADS) {
    await measure(parley, load);
    const pairs = [];
    for (let round = 0; round < ROUNDS; round += 1)
      pairs.push([await measure(parley, load), await measure(plain, load)]);
    const middle = (side, figure) => median(pairs.map((pair) => pair[side][figure]));
    for (const figure of ['sends', 'deliveries', 'p50', 'p99']) {
      const ratios = pairs.map(([ours, theirs]) => ours[figure] / theirs[figure]);
      const spread = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
      rows.push([load.name, figure, middle(0, figure), middle(1, figure), `${median(ratios).toFixed(2)} (${spread})`]);
    }
  }
} finally {
  raw.stop();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const table = rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
const text = `# Benchmarks

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}, commit ${commit}, Node ${process.version},
${cpus().length} cores (${cpus()[0]?.model.trim()}), embedded PostgreSQL as shipped, texts of 100 bytes, ${ROUNDS} rounds of
${SECONDS} s in turns after one that is not counted.

Parley's sends are durable when they are acknowledged; the peer is plain Socket.IO in one process, which broadcasts and
acknowledges without a database. sends and deliveries are per second, p50 and p99 the time to the acknowledgement in ms.
A ratio is Parley's figure by the peer's of the same round: the median, and the least and the greatest.

| load | figure | Parley | plain Socket.IO | ratio |
|---|---|---|---|---|
${table}
`;
writeFileSync(fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url)), text);
console.log(text);
