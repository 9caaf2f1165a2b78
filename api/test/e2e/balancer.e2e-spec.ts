import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Chat, createChat, type Room, type Timeline } from '@parley/sdk';
import type { OpenedRoom } from '../../src/delivery/changes.schema.js';
import { type Balancer, startBalancer } from '../support/balancer.js';
import { testOperatorKey } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { startNode, type TestNode, untilRedisIs } from '../support/nodes.js';
import { TestRedis } from '../support/redis-server.js';
import { connect, type RawSocket } from '../support/socket.js';
import { makeTenant } from '../support/tenant.js';

const soon = { withinMs: 30_000 };

let nodes: [TestNode, TestNode];
let balancer: Balancer;
/** What was started for the suite has an end, also when the rest could not be started. */
const ends: (() => unknown)[] = [];
const undos: (() => unknown)[] = [];

beforeAll(async () => {
  const redis = await TestRedis.make();
  ends.push(() => redis.kill());
  const start = async () => {
    const node = await startNode({ REDIS_URL: redis.url, TRUST_PROXY: '1', LOG_LEVEL: 'silent' });
    ends.push(() => node.remove());
    return node;
  };
  nodes = [await start(), await start()];
  await untilRedisIs('ok', nodes);
  balancer = await startBalancer([nodes[0].url, nodes[1].url]);
  ends.push(() => balancer.remove());
});
afterEach(async () => {
  for (const undo of undos.splice(0).reverse()) await undo();
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

/** Open connections of a node, as it says itself. */
async function socketsOf({ url }: TestNode): Promise<number> {
  const response = await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${testOperatorKey()}` } });
  return Number(/^parley_sockets (\d+)$/m.exec(await response.text())?.[1]);
}

const counts = () => Promise.all(nodes.map(socketsOf));

interface Person {
  readonly chat: Chat;
  readonly room: Room;
  readonly texts: () => string[];
}

/** An SDK client that has the lobby open, by way of the balancer. */
async function join(key: string): Promise<Person> {
  const chat = createChat({ url: balancer.url, key, session: 'guest', storage: 'memory' });
  undos.push(() => chat.close());
  const room = chat.room({ slug: 'lobby' });
  let timeline: Timeline | undefined;
  room.timeline.subscribe((now) => (timeline = now));
  const texts = () => (timeline?.items ?? []).map((item) => item.text);
  await eventually(() => expect(timeline?.status).toBe('ready'), soon);
  return { chat, room, texts };
}

describe('two nodes behind the load balancer of docker-compose.yml', () => {
  it('keep a connection that waits for longer than any usual balancer does, which closes it first then', async () => {
    for (const { url } of nodes) {
      const { headers } = await fetch(`${url}/health/ready`);
      expect(Number(/^timeout=(\d+)$/.exec(headers.get('Keep-Alive') ?? '')?.[1])).toBeGreaterThan(75);
    }
  });

  it.each([
    ['long polling alone', ['polling'] as const],
    ['long polling that becomes a websocket', ['polling', 'websocket'] as const],
  ])('serve %s, each session on one node, people of all addresses on both', async (_name, transports) => {
    const tenant = await makeTenant({ url: balancer.url });
    const { token } = await tenant.guest();
    await tenant.settings({ limits: { connectionsPerUser: null } });
    const people: RawSocket[] = [];
    while (people.length < 4 || ((await counts()).includes(0) && people.length < 64)) {
      const headers = { 'X-Forwarded-For': `10.0.0.${people.length + 1}` };
      const auth = { key: tenant.key, token };
      const socket = await connect({ url: balancer.url, auth, headers, transports: [...transports] });
      undos.push(() => socket.close());
      people.push(socket);
    }
    expect(await counts()).not.toContain(0);
    const rooms = await Promise.all(people.map((socket) => socket.ask<OpenedRoom>('room:open', { slug: 'lobby' })));
    const roomId = rooms[0]?.data.room.id;
    for (const [n, socket] of people.entries()) {
      expect(await socket.ask('message:send', { roomId, clientId: `${n}`, text: `${n}` })).toMatchObject({ ok: true });
    }
    const texts = people.map((_, n) => `${n}`);
    for (const { frames, socket } of people) {
      const told = () => frames.flatMap(({ messages }) => messages.map(({ text }) => text));
      await eventually(() => expect(told()).toEqual(texts), soon);
      await eventually(() => expect(socket.io.engine.transport.name).toBe(transports.at(-1)), soon);
    }
  });

  it('serve two people on different nodes as one, and one whose node stops goes on at the other', async () => {
    const { key } = await makeTenant({ url: balancer.url });
    await eventually(async () => expect(await counts()).toEqual([0, 0]), soon);
    const ada = await join(key);
    const [first, second] = (await socketsOf(nodes[0])) === 1 ? nodes : ([nodes[1], nodes[0]] as const);
    let bo = await join(key);
    for (let n = 0; n < 10 && (await socketsOf(second)) === 0; n += 1) bo = await join(key);
    expect(await socketsOf(second)).toBe(1);
    await ada.room.send('from ada');
    await bo.room.send('from bo');
    for (const { texts } of [ada, bo]) await eventually(() => expect(texts()).toEqual(['from ada', 'from bo']), soon);

    const stopped = first.stop();
    await ada.room.send('while it stops');
    await expect(stopped).resolves.toBe(0);
    await ada.room.send('ada again');
    await bo.room.send('bo again');
    const all = ['from ada', 'from bo', 'while it stops', 'ada again', 'bo again'];
    for (const { texts } of [ada, bo]) await eventually(() => expect(texts()).toEqual(all), soon);
    expect(await socketsOf(second)).toBeGreaterThan(1);
  });
});
