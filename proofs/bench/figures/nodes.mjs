import { startRedis } from '../redis.mjs';
import { measureLoad, median, ROUNDS } from '../rounds.mjs';
import { cpuSecondsOf, makeTenant, startParley } from '../servers.mjs';

const load = { readers: 100, inFlight: 64 };

/** What deliveries cost in CPU time, on one node and on two that share Redis. */
export async function measure({ databaseUrl, postgresPid }) {
  const rows = [];
  for (const count of [1, 2]) {
    const redis = await startRedis();
    const env = { DATABASE_URL: databaseUrl, REDIS_URL: redis.url };
    const nodes = [];
    try {
      for (let n = 0; n < count; n += 1) nodes.push(await startParley(env));
      const { sessions, roomIds } = await makeTenant(nodes[0]);
      const urls = nodes.map((node) => node.url);
      const seconds = () => nodes.reduce((sum, node) => sum + cpuSecondsOf(node.pid), cpuSecondsOf(postgresPid));
      const costs = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const before = seconds();
        const { sent, sends } = await measureLoad({ urls, sessions, roomIds, ...load });
        costs.push({ cost: ((seconds() - before) / (sent * load.readers)) * 1_000, sends });
      }
      rows.push({
        what: `CPU ms (nodes and PostgreSQL) for 1,000 deliveries, ${count} node${count > 1 ? 's' : ''}`,
        peer: '',
        ours: median(costs.map(({ cost }) => cost)) * 1_000,
      });
      rows.push({ what: '… sends/s', peer: '', ours: median(costs.map(({ sends }) => sends)) });
    } finally {
      await Promise.all([...nodes, redis].map((one) => one.stop()));
    }
  }
  return rows;
}
