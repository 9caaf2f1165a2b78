import { afterEach, describe, expect, it } from '@jest/globals';
import { openRoom, sendMany } from '../support/crowd.js';
import { testOperatorKey } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { startNode, type TestNode, untilRedisIs } from '../support/nodes.js';
import { TestRedis } from '../support/redis-server.js';
import { rest } from '../support/rest.js';
import { makeTenant } from '../support/tenant.js';

const undos: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of undos.splice(0).reverse()) await undo();
});

async function start(env: Record<string, string> = {}): Promise<TestNode> {
  const node = await startNode(env);
  undos.push(() => node.remove());
  return node;
}

/** Every sample, by its name with labels. */
async function scrape(url: string): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${testOperatorKey()}` } });
  expect(response.status).toBe(200);
  expect(response.headers.get('Content-Type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.replace(/ [^ ]+$/, ''), Number(line.replace(/^.* /, ''))]));
}

describe('the metrics', () => {
  it('are for the operator alone', async () => {
    const { url } = await start();
    const tenant = await makeTenant({ url });
    expect((await rest('GET', '/metrics', { url })).status).toBe(401);
    expect((await rest('GET', '/metrics', { url, bearer: 'op_of-somebody-else-0123456789-0123456789' })).status).toBe(
      401,
    );
    expect((await rest('GET', '/metrics', { url, bearer: tenant.secretKey })).status).toBe(403);
  });

  it('say what was sent, committed and delivered, who is there, and how the process is', async () => {
    const { url } = await start();
    const tenant = await makeTenant({ url });
    const readers = [];
    for (let n = 0; n < 3; n += 1) {
      const reader = await openRoom(url, tenant, await tenant.guest(), { slug: 'lobby' });
      undos.push(() => reader.socket.close());
      readers.push(reader);
    }
    const [first] = readers;
    if (!first) throw new Error('nobody is there');
    await sendMany(first.socket, first.opened.room.id, 'a', 10);
    const metrics = await eventually(async () => {
      const found = await scrape(url);
      expect(found.get('parley_deliveries_total')).toBe(3 * (found.get('parley_frames_total') ?? 0));
      expect(found.get('parley_frames_total')).toBe(found.get('parley_commit_messages_count'));
      return found;
    });
    expect(metrics.get('parley_sends_total')).toBe(10);
    expect(metrics.get('parley_commit_messages_sum')).toBe(10);
    expect(metrics.get('parley_sockets')).toBe(3);
    expect(metrics.get('parley_queued_sends')).toBe(0);
    expect(metrics.has('parley_gaps_read_total')).toBe(true);
    expect(metrics.get('parley_database_connections{role="parley_core",state="waiting"}')).toBe(0);
    expect(metrics.get('process_cpu_seconds_total')).toBeGreaterThan(0);
    expect(metrics.has('parley_redis_up')).toBe(false);
  });

  it('say whether nodes can tell each other', async () => {
    const redis = await TestRedis.make();
    undos.push(() => redis.kill());
    const node = await start({ REDIS_URL: redis.url, LOG_LEVEL: 'silent' });
    await untilRedisIs('ok', [node]);
    expect((await scrape(node.url)).get('parley_redis_up')).toBe(1);
    await redis.kill();
    await untilRedisIs('down', [node]);
    expect((await scrape(node.url)).get('parley_redis_up')).toBe(0);
  });
});
