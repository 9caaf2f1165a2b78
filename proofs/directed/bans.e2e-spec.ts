import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../api/test/support/eventually.js';
import { givenNodePair } from '../../api/test/support/node-pair.js';
import { untilRedisIs } from '../../api/test/support/nodes.js';
import { connect, type RawSocket } from '../../api/test/support/socket.js';
import { makeTenant, type TestTenant, TestUser } from '../../api/test/support/tenant.js';
import type { Changes, Member, Message, OpenedRoom, Room } from '../../sdk/src/contract/index.js';

/** Long enough for a database to be asked, however busy the machine is. */
const soon = { withinMs: 30_000 };
/** Bans of one person in one room, each at another moment of what races with it. */
const rounds = 3;

const pair = givenNodePair();
const { nodes, sockets } = pair;

/** A room whose owner and whose member have a socket on each node; both of them write on both. */
interface Scene {
  readonly tenant: TestTenant;
  readonly owner: TestUser;
  readonly member: TestUser;
  readonly path: string;
  readonly roomId: string;
  readonly owners: readonly RawSocket[];
  readonly members: readonly RawSocket[];
}

async function makeScene(type: Room['type']): Promise<Scene> {
  const tenant = await makeTenant({ url: nodes[0].url });
  const [owner, member] = [await tenant.guest(), await tenant.guest()];
  const { body: room } = await owner.rest<Room>('POST', '/v1/rooms', { type, name: 'Raced' });
  const path = `/v1/rooms/${room.id}`;
  await owner.rest('POST', `${path}/members`, { userId: member.id });
  const [owners, members] = [await onBoth(tenant, owner), await onBoth(tenant, member)];
  const scene = { tenant, owner, member, path, roomId: room.id, owners, members };
  for (const socket of [...owners, ...members]) await open(socket, room.id);
  return scene;
}

async function onBoth(tenant: TestTenant, { token }: TestUser): Promise<RawSocket[]> {
  const both = await Promise.all(nodes.map(({ url }) => connect({ url, auth: { key: tenant.key, token } })));
  sockets.push(...both);
  return both;
}

async function open(socket: RawSocket, roomId: string): Promise<OpenedRoom> {
  const { ok, data } = await socket.ask<OpenedRoom>('room:open', { roomId });
  expect(ok).toBe(true);
  return data;
}

/** What somebody sends on and on, until it is stopped. */
class Talk {
  readonly sent: Message[] = [];
  readonly refusals: string[] = [];
  private isOver = false;
  private readonly lanes: Promise<void>[];

  constructor(talkers: readonly RawSocket[], roomId: string, name: string) {
    this.lanes = talkers.flatMap((socket, at) =>
      [0, 1].map((lane) => this.run(socket, roomId, `${name}-${at}-${lane}`)),
    );
  }

  /** Each lane sends once more, and its end is waited for. */
  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.lanes);
  }

  private async run(socket: RawSocket, roomId: string, name: string): Promise<void> {
    for (let n = 0, more = true; more; n += 1) {
      more = !this.isOver;
      const clientId = `${name}-${n}`;
      const { ok, data, error } = await socket.ask<Message>('message:send', { roomId, clientId, text: clientId });
      if (ok) this.sent.push(data);
      else this.refusals.push(error.code);
    }
  }
}

const seatsIn = (frames: readonly Changes[], userId: string): Member[] =>
  frames.flatMap(({ members }) => members.filter((seat) => seat.userId === userId));

const messagesIn = (frames: readonly Changes[]): Message[] => frames.flatMap(({ messages }) => messages);

/** The frames of a ban and of what comes after it must not be among these. */
const lastIn = (frames: readonly Changes[]): number => Math.max(0, ...frames.map(({ position }) => position));

/** Everything that was told a reader who hears all of it. */
async function heardBy(witness: RawSocket, position: number): Promise<readonly Changes[]> {
  await eventually(() => expect(lastIn(witness.frames)).toBeGreaterThanOrEqual(position), soon);
  return witness.frames;
}

describe.each<[string, () => unknown]>([
  ['up', () => undefined],
  ['down', () => pair.redis.kill()],
])('with Redis %s', (state, prepare) => {
  afterEach(async () => {
    if (state === 'up') return;
    await pair.redis.start();
    await untilRedisIs('ok', nodes);
  });

  it.each<[string, Room['type'], 'PUT' | 'DELETE', string, string]>([
    ['a ban', 'public', 'PUT', 'bans', 'banned'],
    ['a removal', 'private', 'DELETE', 'members', 'room_not_found'],
  ])('no message that races with %s is told after it, nor taken, on either node', async (...given) => {
    const [, type, method, list, code] = given;
    const scene = await makeScene(type);
    const { owner, member, path, roomId, owners, members } = scene;
    await prepare();
    for (let round = 0; round < rounds; round += 1) {
      const before = members.map(({ frames }) => frames.length);
      const others = new Talk(owners, roomId, `owner-${round}`);
      const own = new Talk(members, roomId, `member-${round}`);
      await eventually(() => expect(Math.min(others.sent.length, own.sent.length)).toBeGreaterThan(4 + round), soon);
      expect((await owner.rest(method, `${path}/${list}/${member.id}`)).status).toBeLessThan(300);
      await own.stop();
      await others.stop();
      // Both lanes of both sockets were refused once, at least: each sent once more when it was over.
      expect(own.refusals.length).toBeGreaterThanOrEqual(4);
      expect(new Set(own.refusals)).toEqual(new Set([code]));
      const [witness] = owners as [RawSocket];
      const head = Math.max(...others.sent.map(({ position }) => position));
      const frames = await heardBy(witness, head);
      const shutAt = seatsIn(frames, member.id).findLast(({ leftAt }) => leftAt !== null)?.position ?? 0;
      expect(shutAt).toBeGreaterThan(0);
      // What is after it was written, so that there is something not to be told.
      expect(head).toBeGreaterThan(shutAt);
      expect(Math.max(...own.sent.map(({ position }) => position))).toBeLessThan(shutAt);
      const shown = messagesIn(frames).filter(({ authorId }) => authorId === member.id);
      expect(shown.filter(({ position }) => position > shutAt)).toEqual([]);
      for (const [at, socket] of members.entries()) {
        await eventually(() => expect(toldOf(socket, roomId)).toContain('room:removed'), soon);
        expect((await socket.ask('room:open', { roomId })).error.code).toBe(code);
        expect((await socket.ask('heads', {})).data).toEqual({ heads: [] });
        expect(lastIn(socket.frames.slice(before[at]))).toBeLessThan(shutAt);
      }
      await letIn(scene, list);
    }
  });
});

const toldOf = ({ told }: RawSocket, roomId: string): string[] =>
  told.filter(({ payload }) => (payload as { roomId?: string }).roomId === roomId).map(({ name }) => name);

/** Both sockets are in the room again as if nothing had been. */
async function letIn({ owner, member, path, roomId, members }: Scene, list: string): Promise<void> {
  if (list === 'bans') expect((await owner.rest('DELETE', `${path}/bans/${member.id}`)).status).toBe(204);
  expect((await owner.rest('POST', `${path}/members`, { userId: member.id })).status).toBe(201);
  for (const socket of members) {
    socket.told.length = 0;
    await open(socket, roomId);
  }
}

describe('somebody who joins and leaves on and on, on both nodes', () => {
  it.each([0, 1, 2])('is out when they are banned, and has no seat after it (%i)', async (longer) => {
    const { owner, member, path, owners } = await makeScene('public');
    const elsewhere = new TestUser(member.session, { url: nodes[1].url });
    let isOver = false;
    const refused: unknown[] = [];
    let joined = 0;
    const join = async (by: TestUser): Promise<void> => {
      const { status, body } = await by.rest<{ code?: string }>('POST', `${path}/members`);
      if (status < 300) joined += 1;
      else refused.push(body.code);
    };
    // Not more often than one may.
    const comeAndGo = async (by: TestUser): Promise<void> => {
      for (let n = 0; !isOver && n < 5; n += 1) {
        expect((await by.rest('DELETE', `${path}/members/me`)).status).toBe(204);
        await join(by);
      }
    };
    const lanes = [member, elsewhere, member, elsewhere].map(comeAndGo);
    await eventually(() => expect(joined).toBeGreaterThan(longer));
    expect((await owner.rest('PUT', `${path}/bans/${member.id}`)).status).toBe(200);
    isOver = true;
    const late = [member, elsewhere].map(join);
    await Promise.all([...lanes, ...late]);
    expect(new Set(refused)).toEqual(new Set(['banned']));
    const { body: room } = await owner.rest<Room>('GET', path);
    expect(room.memberCount).toBe(1);
    const [witness] = owners as [RawSocket];
    const seats = seatsIn(await heardBy(witness, room.position), member.id);
    expect(seats.filter(({ banned }) => banned)).toHaveLength(1);
    expect(seats.at(-1)).toMatchObject({ banned: true, leftAt: expect.any(String) });
    expect((await owner.rest('DELETE', `${path}/bans/${member.id}`)).status).toBe(204);
    await join(elsewhere);
    expect((await owner.rest<Room>('GET', path)).body.memberCount).toBe(2);
  });
});
