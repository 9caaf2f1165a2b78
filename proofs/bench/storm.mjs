/**
 * A reconnect storm: all readers of a room lose their connection in one moment, while others go on sending. They come back
 * with full jitter, as the SDK does. Prints a JSON line.
 */
import { performance } from 'node:perf_hooks';
import { LiveSocket } from './live-socket.mjs';
import { PlannedSends, quantile } from './planned-sends.mjs';

const { url, sessions, roomIds, clients, jitterMs = 1_000, rate = 50, calmSeconds = 4 } = JSON.parse(process.argv[2]);
const [roomId] = roomIds;
const atOnce = 50;
const giveUpMs = 60_000;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Once it has opened the room, a client has all that there is in it. */
async function join(n) {
  const socket = await LiveSocket.connect(url, sessions[n % sessions.length]);
  const { ok } = await socket.command('room:open', { roomId });
  if (!ok) throw new Error('room:open was refused');
  return { socket, roomId };
}

async function comeBack(n) {
  for (let tries = 0; ; tries += 1) {
    await sleep(Math.random() * jitterMs * 2 ** Math.min(tries, 4));
    try {
      return await join(n);
    } catch {
      // Plain Socket.IO may not get over it at all: sends for so many readers are more than it can do.
      if (performance.now() - cutAt > giveUpMs) return;
    }
  }
}

const senders = [];
for (let n = 0; n < 5; n += 1) senders.push(await join(n));
const readers = [];
while (readers.length < clients) {
  readers.push(...(await Promise.all(Array.from({ length: atOnce }, (_, n) => join(readers.length + n)))));
}

const calm = new PlannedSends(senders, rate);
await sleep(calmSeconds * 1_000);
const lostInCalm = await calm.stop();

const sends = new PlannedSends(senders, rate);
const cutAt = performance.now();
for (const { socket } of readers) socket.close();
const back = await Promise.all(
  readers.map(async (_, n) => {
    await comeBack(n);
    return performance.now() - cutAt;
  }),
);
const lost = await sends.stop();
back.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    back: Math.min(quantile(back, 0.99), giveUpMs) / 1_000,
    calmP99: quantile(calm.acks, 0.99),
    ackP99: quantile(sends.acks, 0.99),
    refused: calm.refused + sends.refused,
    missing: lostInCalm + lost,
  }),
);
process.exit(0);
