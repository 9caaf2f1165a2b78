/**
 * One load: rooms with readers, and senders who keep a number of sends in flight for a while. Prints a JSON line. Run as a
 * process of its own, so that it takes no time from the server's.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { LiveSocket } from './live-socket.mjs';
import { quantile } from './planned-sends.mjs';
import { Readers } from './readers.mjs';

const {
  url,
  urls = [url],
  readers,
  inFlight,
  seconds,
  sessions,
  roomIds,
  textBytes = 100,
} = JSON.parse(process.argv[2]);
const text = 'x'.repeat(textBytes);
const connectAtOnce = 25;

const checks = roomIds.map(() => new Readers());
const count = roomIds.length * readers;

/** The readers of a room are neighbours in the list. */
async function openNth(n) {
  const at = Math.floor(n / readers);
  const roomId = roomIds[at];
  const socket = await LiveSocket.connect(urls[n % urls.length], sessions[n % sessions.length], checks[at].add());
  const { ok } = await socket.command('room:open', { roomId });
  if (!ok) throw new Error('room:open was refused');
  return { socket, roomId };
}

/** @type {{ socket: LiveSocket, roomId: string }[]} */
const sockets = [];
while (sockets.length < count) {
  const places = Array.from({ length: Math.min(connectAtOnce, count - sockets.length) }, (_, n) => sockets.length + n);
  sockets.push(...(await Promise.all(places.map(openNth))));
}

let isRunning = true;
let sent = 0;
let refused = 0;
const acks = [];
async function keepSending({ socket, roomId }, name) {
  for (let n = 0; isRunning; n += 1) {
    const start = performance.now();
    const { ok } = await socket.command('message:send', { roomId, clientId: `${name}-${n}`, text });
    acks.push(performance.now() - start);
    if (ok) sent += 1;
    else refused += 1;
  }
}

const sum = (figure) => checks.reduce((total, check) => total + check[figure], 0);
const loopDelay = monitorEventLoopDelay({ resolution: 5 });
loopDelay.enable();
const cpuBefore = process.cpuUsage();
const run = Date.now().toString(36);
const start = performance.now();
// Spread over all readers, and so over all rooms.
const senders = Array.from({ length: inFlight }, (_, n) =>
  keepSending(sockets[Math.floor((n * count) / inFlight) % count], `${run}-${n}`),
);
await new Promise((done) => setTimeout(done, seconds * 1_000));
isRunning = false;
await Promise.all(senders);
const elapsed = (performance.now() - start) / 1_000;
// What was acknowledged must reach everybody.
const deadline = performance.now() + 20_000;
while (sum('delivered') < sent * readers && performance.now() < deadline) {
  await new Promise((again) => setTimeout(again, 10));
}
const total = (performance.now() - start) / 1_000;
loopDelay.disable();
const { user, system } = process.cpuUsage(cpuBefore);
acks.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    sends: Math.round(sent / elapsed),
    deliveries: Math.round(sum('delivered') / total),
    p50: quantile(acks, 0.5),
    p99: quantile(acks, 0.99),
    sent,
    refused,
    missing: sent * readers - sum('delivered'),
    broken: sum('broken'),
    clientCpuShare: Number(((user + system) / 1e6 / total).toFixed(2)),
    clientLoopP99: Number((loopDelay.percentile(99) / 1e6).toFixed(1)),
  }),
);
process.exit(0);
