import { LiveSocket } from '../live-socket.mjs';
import { makeTenant, residentBytesOf, startParley, startPeer } from '../servers.mjs';

const few = 2_000;
const many = 8_000;
const settleMs = 5_000;
const atOnce = 25;

async function connect(url, sessions, sockets, count) {
  while (sockets.length < count) {
    const next = Array.from({ length: Math.min(atOnce, count - sockets.length) }, (_, n) =>
      LiveSocket.connect(url, sessions[(sockets.length + n) % sessions.length]),
    );
    sockets.push(...(await Promise.all(next)));
  }
}

/** Resident memory after garbage was collected and what a connection needs only while it comes has gone. */
async function settledBytes(pid) {
  for (let n = 0; n < 3; n += 1) {
    await new Promise((done) => setTimeout(done, settleMs / 3));
    process.kill(pid, 'SIGUSR2');
  }
  await new Promise((done) => setTimeout(done, 1_000));
  return residentBytesOf(pid);
}

async function bytesPerConnection({ url, pid }, sessions) {
  const sockets = [];
  try {
    // The heap has grown to what many connections need while they come: that is not counted.
    await connect(url, sessions, sockets, few);
    const before = await settledBytes(pid);
    await connect(url, sessions, sockets, many);
    return ((await settledBytes(pid)) - before) / (many - few);
  } finally {
    for (const socket of sockets) socket.close();
  }
}

/** Resident memory of an idle authenticated connection: the slope between few and many. */
export async function measure({ databaseUrl }) {
  const server = await startParley({ DATABASE_URL: databaseUrl });
  const peer = await startPeer('raw-server.mjs');
  try {
    const { sessions } = await makeTenant(server, { guests: 100 });
    const ours = (await bytesPerConnection(server, sessions)) / 1024;
    const theirs = (await bytesPerConnection(peer, [{}])) / 1024;
    const what = `KiB of resident memory for an idle authenticated connection (${few} to ${many})`;
    // The bar is in kilobytes of 1,000 bytes.
    return [
      {
        what,
        peer: 'plain Socket.IO',
        ours,
        theirs,
        ratio: ours / theirs,
        bar: { value: 20_000 / 1024, aim: 15_000 / 1024 },
      },
    ];
  } finally {
    await Promise.all([server.stop(), peer.stop()]);
  }
}
