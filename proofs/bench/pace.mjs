/**
 * How many sends a second a server takes at planned moments. Raises the rate until the 99th percentile of the acknowledgements
 * passes `boundMs`, then looks closer at half of the most that was held. Prints a JSON line.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { LiveSocket } from './live-socket.mjs';
import { PlannedSends, quantile } from './planned-sends.mjs';

const { url, sessions, roomIds, readers, boundMs, firstRate = 250, step = 1.4, seconds } = JSON.parse(process.argv[2]);

let look = () => undefined;
const sockets = [];
for (const [at, roomId] of roomIds.entries()) {
  for (let n = 0; n < readers; n += 1) {
    // The last one that a room has is told last.
    const onChanges = n === readers - 1 ? (bytes) => look(bytes) : undefined;
    const socket = await LiveSocket.connect(url, sessions[(at * readers + n) % sessions.length], onChanges);
    const { ok } = await socket.command('room:open', { roomId });
    if (!ok) throw new Error('room:open was refused');
    sockets.push({ socket, roomId });
  }
}

async function send(rate, forSeconds) {
  const sends = new PlannedSends(sockets, rate);
  look = sends.look;
  await new Promise((done) => setTimeout(done, forSeconds * 1_000));
  const missing = await sends.stop();
  return {
    isHeld: missing === 0 && sends.refused === 0 && quantile(sends.acks, 0.99) <= boundMs,
    ackP50: quantile(sends.acks, 0.5),
    ackP99: quantile(sends.acks, 0.99),
    deliveryP50: quantile(sends.deliveries, 0.5),
    deliveryP99: quantile(sends.deliveries, 0.99),
  };
}

await send(firstRate, 1);
let most = 0;
for (let rate = firstRate, tries = 0; tries < 2;) {
  const { isHeld } = await send(rate, seconds);
  if (isHeld) {
    most = rate;
    rate *= step;
    tries = 0;
  } else tries += 1;
}
const loop = monitorEventLoopDelay({ resolution: 5 });
loop.enable();
const half = await send(most / 2, seconds * 2);
loop.disable();
console.log(JSON.stringify({ ...half, most, clientLoopP99: Number((loop.percentile(99) / 1e6).toFixed(1)) }));
process.exit(0);
