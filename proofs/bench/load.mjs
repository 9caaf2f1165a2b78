/**
 * One load: readers who have a room open, and senders who keep a number of sends in flight for a while. Prints a JSON
 * line. Run as a process of its own, so that it takes no time from the server.
 */
import { io } from 'socket.io-client';

const { url, readers, inFlight, seconds, sessions, roomId, textBytes = 100 } = JSON.parse(process.argv[2]);
const text = 'x'.repeat(textBytes);

const connect = (auth) =>
  new Promise((resolve, reject) => {
    const socket = io(url, { auth, transports: ['websocket'], forceNew: true, reconnection: false });
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', reject);
  });

let delivered = 0;
let broken = 0;
const open = async (auth) => {
  const socket = await connect(auth);
  let next = null;
  socket.on('changes', ({ messages }) => {
    delivered += messages.length;
    for (const { seq } of messages) {
      if (next !== null && seq !== next) broken += 1;
      next = seq + 1;
    }
  });
  await socket.emitWithAck('room:open', { roomId });
  return socket;
};

const sockets = [];
for (let n = 0; n < readers; n += 1) sockets.push(await open(sessions[n % sessions.length]));

let isRunning = true;
let sent = 0;
let refused = 0;
const acks = [];
async function keepSending(socket, name) {
  for (let n = 0; isRunning; n += 1) {
    const start = performance.now();
    const ack = await socket.emitWithAck('message:send', { roomId, clientId: `${name}-${n}`, text });
    acks.push(performance.now() - start);
    if (ack.ok) sent += 1;
    else refused += 1;
  }
}
const run = Date.now().toString(36);
const start = performance.now();
const senders = Array.from({ length: inFlight }, (_, n) => keepSending(sockets[n % sockets.length], `${run}-${n}`));
await new Promise((done) => setTimeout(done, seconds * 1_000));
isRunning = false;
await Promise.all(senders);
const elapsed = (performance.now() - start) / 1_000;
// What was acknowledged must reach everybody.
const deadline = performance.now() + 20_000;
while (delivered < sent * readers && performance.now() < deadline) await new Promise((again) => setTimeout(again, 20));
const total = (performance.now() - start) / 1_000;
acks.sort((a, b) => a - b);
const at = (share) => Number(acks[Math.floor(share * (acks.length - 1))].toFixed(2));
console.log(
  JSON.stringify({
    sends: Math.round(sent / elapsed),
    deliveries: Math.round(delivered / total),
    p50: at(0.5),
    p99: at(0.99),
    sent,
    refused,
    missing: sent * readers - delivered,
    broken,
  }),
);
process.exit(0);
