import { LiveSocket } from '../live-socket.mjs';
import { quantile } from '../planned-sends.mjs';
import { startRedis } from '../redis.mjs';
import { makeTenant, startParley } from '../servers.mjs';

const people = 1_000;
const perSecond = 200;
const connectAtOnce = 25;

/** Somebody with the box open, who has not asked for anybody yet. */
async function connect(node, { key, token }) {
  let found;
  const told = new Promise((resolve) => (found = resolve));
  const socket = await LiveSocket.connect(
    node.url,
    { key, token },
    undefined,
    (name) => name === 'match:found' && found(),
  );
  return { node, headers: { 'X-Parley-Key': key, Authorization: `Bearer ${token}` }, socket, told };
}

/** They queue. @returns how long it takes until they know whom they met, in ms */
async function wait({ node, headers, told }) {
  const begunAt = performance.now();
  await node.call('POST', '/v1/matches', headers, {});
  await told;
  return performance.now() - begunAt;
}

/** How long strangers wait for each other, who are connected to two nodes and ask one after the other. */
export async function measure({ databaseUrl }) {
  const redis = await startRedis();
  const env = { DATABASE_URL: databaseUrl, REDIS_URL: redis.url };
  const nodes = [];
  const crowd = [];
  try {
    for (let n = 0; n < 2; n += 1) nodes.push(await startParley(env));
    const { sessions } = await makeTenant(nodes[0], { guests: people });
    while (crowd.length < people) {
      const next = sessions.slice(crowd.length, crowd.length + connectAtOnce);
      const at = crowd.length;
      crowd.push(...(await Promise.all(next.map((session, n) => connect(nodes[(at + n) % 2], session)))));
    }
    const waits = [];
    const startAt = performance.now();
    for (const [n, person] of crowd.entries()) {
      const pauseMs = startAt + (n / perSecond) * 1_000 - performance.now();
      if (pauseMs > 0) await new Promise((done) => setTimeout(done, pauseMs));
      waits.push(wait(person));
    }
    const sorted = (await Promise.all(waits)).sort((a, b) => a - b);
    return [
      {
        what: `median wait for a stranger, ms: ${people} connected people, ${perSecond} a second, on 2 nodes`,
        peer: '',
        ours: quantile(sorted, 0.5),
        bar: { value: 200 },
      },
      { what: '… p99, ms', peer: '', ours: quantile(sorted, 0.99) },
    ];
  } finally {
    for (const { socket } of crowd) socket.close();
    await Promise.all([...nodes, redis].map((one) => one.stop()));
  }
}
