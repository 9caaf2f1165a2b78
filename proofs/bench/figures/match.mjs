import { LiveSocket } from '../live-socket.mjs';
import { quantile } from '../planned-sends.mjs';
import { startRedis } from '../redis.mjs';
import { makeTenant, startParley } from '../servers.mjs';

const people = 1_000;
const perSecond = 200;

/** Somebody who queues, and how long it takes until they know whom they met, in ms. */
async function wait(node, { key, token }) {
  let found;
  const told = new Promise((resolve) => (found = resolve));
  const socket = await LiveSocket.connect(
    node.url,
    { key, token },
    undefined,
    (name) => name === 'match:found' && found(),
  );
  const begunAt = performance.now();
  const headers = { 'X-Parley-Key': key, Authorization: `Bearer ${token}` };
  await node.call('POST', '/v1/matches', headers, {});
  await told;
  const waitedMs = performance.now() - begunAt;
  return { socket, waitedMs };
}

/** How long strangers wait for each other, who come one after the other to two nodes. */
export async function measure({ databaseUrl }) {
  const redis = await startRedis();
  const env = { DATABASE_URL: databaseUrl, REDIS_URL: redis.url };
  const nodes = [];
  const sockets = [];
  try {
    for (let n = 0; n < 2; n += 1) nodes.push(await startParley(env));
    const { sessions } = await makeTenant(nodes[0], { guests: people });
    const waits = [];
    const startAt = performance.now();
    for (const [n, session] of sessions.entries()) {
      const pauseMs = startAt + (n / perSecond) * 1_000 - performance.now();
      if (pauseMs > 0) await new Promise((done) => setTimeout(done, pauseMs));
      waits.push(wait(nodes[n % 2], session));
    }
    const done = await Promise.all(waits);
    sockets.push(...done.map(({ socket }) => socket));
    const sorted = done.map(({ waitedMs }) => waitedMs).sort((a, b) => a - b);
    return [
      {
        what: `median wait for a stranger, ms: ${people} people, ${perSecond} a second, on 2 nodes`,
        peer: '',
        ours: quantile(sorted, 0.5),
        bar: { value: 200 },
      },
      { what: '… p99, ms', peer: '', ours: quantile(sorted, 0.99) },
    ];
  } finally {
    for (const socket of sockets) socket.close();
    await Promise.all([...nodes, redis].map((one) => one.stop()));
  }
}
