import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { QuietServer } from '../support/quiet-server.js';
import { connect, type RawSocket } from '../support/socket.js';
import type { TestUser } from '../support/tenant.js';
import { operations, type RestOperation, type SocketCommand, socketCommands } from './contract.js';
import type { ChooseId, IdPlace } from './example-input.js';
import { callCommand, callOperation, placesIn, placesOf, samplesFor, type WallAnswer } from './wall-calls.js';
import { credentialHeaders, makeWorld, type World } from './world.js';

/** The secret that this suite's server signs with, so that a token can be made that has expired. */
const secret = 'known to this suite only, and long enough';
const canary = 'canary-of-the-other';
const unknownId = '01a1fdf1-0fd7-75c3-b479-545cdb8c6744';

let server: QuietServer;
/** The tenant that must see nothing of the other, and the other. */
let own: World;
let other: World;
/** Made of other people's ids, in every call. */
let othersBefore: Awaited<ReturnType<QuietServer['state']>>;
const sockets: RawSocket[] = [];

beforeAll(async () => {
  server = await QuietServer.start({ PARLEY_JWT_SECRET: secret });
  [own, other] = [await makeWorld(server.url, 'own'), await makeWorld(server.url, canary)];
  othersBefore = await server.state(other.tenant.id);
});
afterEach(async () => {
  expect(await server.state(other.tenant.id)).toEqual(othersBefore);
});
afterAll(async () => {
  for (const socket of sockets) socket.close();
  const errors = server.errors();
  await server.stop();
  expect(errors).toEqual([]);
});

/**
 * Places whose id may be anybody's: the answer is a success that says no more than for an id that names nothing. An
 * anchor that is not in the room makes the client start afresh, `sync` lists unknown rooms as gone, and closing a room
 * that is not open does nothing. Of what one scheduled in a room there is nothing where there is no room.
 */
const answersAnyId = [
  'getChanges query anchorId',
  'room:open payload /anchor/messageId',
  'room:close payload /roomId',
  'sync payload /rooms/0/roomId',
  'sync payload /rooms/0/anchor/messageId',
  'listScheduledMessages query roomId',
];

type Call = (choose: ChooseId) => Promise<WallAnswer>;

/** What a world's ids are where an answer must be a success: all of one room that its owner and member sit in. */
const ofRoom =
  (world: World, room: 'open' | 'secret'): ChooseId =>
  ({ kind }) =>
    ({
      room: world[room].id,
      message: world.messages.find(({ roomId }) => roomId === world[room].id)?.id,
      user: world.member.id,
      tenant: world.tenant.id,
      key: world.ids['key']?.[0],
      signingKey: world.ids['signingKey']?.[0],
      session: world.ids['session']?.[0],
      invite: world.invites[room],
      ticket: world.ids['ticket']?.[0],
      report: world.ids['report']?.[0],
      scheduledMessage: world.ids['scheduledMessage']?.[0],
    })[kind];

/** Ids of `world` at the chosen places, and of `base` at all others. */
const mixed =
  (base: ChooseId, there: ChooseId, places: readonly IdPlace[]): ChooseId =>
  (place) =>
    places.some(({ at }) => at === place.at) ? there(place) : base(place);

const nobodys: ChooseId = () => unknownId;

/** All ids that a chooser gives, out of an answer; and who of a room is here, which changes between two answers. */
function without({ status, text }: WallAnswer, places: readonly IdPlace[], choose: ChooseId): WallAnswer {
  let rest = text.replace(/"presence":\[[^\]]*\]/, '"presence":[]');
  for (const place of places) rest = rest.replaceAll(choose(place) ?? '\0', '<id>');
  return { status, text: rest };
}

/** The ids of `there`, one at a time and all together, are answered like ids that name nothing. */
async function expectUnseen(name: string, places: readonly IdPlace[], call: Call, base: ChooseId, there: ChooseId) {
  const theirs = places.filter((place) => there(place) !== undefined);
  for (const some of [...theirs.map((place) => [place]), ...(theirs.length > 1 ? [theirs] : [])]) {
    const answer = await call(mixed(base, there, some));
    const nothing = await call(mixed(base, nobodys, some));
    const what = `${name}: ${some.map(({ at }) => at).join(', ')}`;
    const mayAnswer = some.some(({ at }) => answersAnyId.includes(`${name} ${at}`));
    if (!mayAnswer || answer.status >= 300)
      expect([what, [401, 403, 404].includes(answer.status), answer]).toEqual([what, true, answer]);
    expect([what, without(answer, some, there)]).toEqual([what, without(nothing, some, nobodys)]);
    expect(answer.text).not.toContain(canary);
  }
}

const namingOperations = operations.filter((operation) => placesOf(operation).length > 0);
const namingCommands = socketCommands.filter((command) => placesIn(command).length > 0);

it('knows the places where ids can stand', () => {
  expect(namingOperations.length).toBeGreaterThan(12);
  expect(namingCommands.map(({ name }) => name)).toEqual(expect.arrayContaining(['room:open', 'message:send', 'sync']));
  const all = [
    ...namingOperations.map(({ id, ...rest }) => [id, placesOf({ id, ...rest })] as const),
    ...namingCommands.map((command) => [command.name, placesIn(command)] as const),
  ];
  const known = all.flatMap(([name, places]) => places.map(({ at }) => `${name} ${at}`));
  expect(answersAnyId.filter((place) => !known.includes(place))).toEqual([]);
});

const expired = (user: TestUser): string => {
  const [head = '', body = ''] = user.token.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as { iat: number; exp: number };
  const past = { ...claims, iat: claims.iat - 7_200, exp: claims.exp - 7_200 };
  const text = `${head}.${Buffer.from(JSON.stringify(past)).toString('base64url')}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
};

describe.each(namingOperations.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
  '%s',
  (_name, operation: RestOperation) => {
    const places = placesOf(operation);
    const callWith =
      (headers: Record<string, string>): Call =>
      (choose) =>
        callOperation(server.url, operation, headers, choose, samplesFor(own));
    const ways = operation.security.filter((schemes) => !schemes.includes('operatorKey'));

    it("answers another tenant's ids like unknown ones, whoever of the tenant asks", async () => {
      const asked = ways.length > 0 ? ways : [['secretKey'], ['userToken']];
      const headers = asked.map((way) => credentialHeaders(own, own.owner, way));
      for (const given of headers) {
        await expectUnseen(operation.id, places, callWith(given), ofRoom(own, 'open'), ofRoom(other, 'open'));
      }
    });

    it('tells nothing to whom names no one, or shows a token that has expired', async () => {
      const nobody: Record<string, string>[] = [{}, { Authorization: `Bearer ${expired(own.owner)}` }];
      for (const given of nobody) {
        const call = callWith(given);
        for (const world of [own, other]) {
          expect((await call(ofRoom(world, 'open'))).status).toBe(401);
          await expectUnseen(operation.id, places, call, nobodys, ofRoom(world, 'open'));
        }
      }
    });

    it('answers a private room like an unknown one to whom has left it, or never sat in it', async () => {
      const inRoom = places.filter(({ kind }) => ['room', 'message'].includes(kind));
      for (const user of [own.leaver, own.outsider]) {
        const call = callWith(credentialHeaders(own, user, ['userToken']));
        await expectUnseen(operation.id, inRoom, call, ofRoom(own, 'open'), ofRoom(own, 'secret'));
      }
    });

    it('looks up in its own tenant whom a secret key acts for', async () => {
      for (const way of operation.security.filter((schemes) => schemes.includes('actingUser'))) {
        const actingFor = (userId: string) =>
          callWith({ ...credentialHeaders(own, own.owner, way), 'X-Parley-User': userId });
        const answer = await actingFor(other.owner.id)(ofRoom(own, 'open'));
        expect(answer).toEqual(await actingFor(unknownId)(ofRoom(own, 'open')));
        expect(answer.status).toBe(404);
      }
    });

    it('works with the own ids, so that the refusals above are for the ids', async () => {
      const fresh = await makeWorld(server.url, 'fresh');
      const way = ['userToken', 'secretKey', 'operatorKey'].find((scheme) =>
        operation.security.some((one) => one.includes(scheme)),
      );
      const headers = credentialHeaders(fresh, fresh.owner, [way ?? '']);
      const samples = {
        ...samplesFor(fresh),
        ...(operation.id === 'appendToMessage' ? { messageId: fresh.stream.id } : {}),
      };
      const answer = await callOperation(server.url, operation, headers, ofRoom(fresh, 'open'), samples);
      expect(answer.status).toBeLessThan(300);
    });
  },
);

describe('a member without a role', () => {
  it.each(['updateRoom', 'deleteRoom', 'addMember', 'removeMember'])('is refused %s', async (id) => {
    const operation = operations.find((one) => one.id === id);
    if (!operation) throw new Error(`no operation ${id}`);
    // The first use of a token is noted in its session.
    await own.member.rest('GET', '/v1/me');
    const before = await server.state();
    const choose: ChooseId = (place) => (place.kind === 'user' ? own.owner.id : ofRoom(own, 'secret')(place));
    const headers = credentialHeaders(own, own.member, ['userToken']);
    const samples = { ...samplesFor(own), ...(id === 'updateRoom' ? { name: 'taken over' } : {}) };
    const outsiders: ChooseId = (place) =>
      place.kind === 'user' && id === 'addMember' ? own.outsider.id : choose(place);
    expect((await callOperation(server.url, operation, headers, outsiders, samples)).status).toBe(403);
    expect(await server.state()).toEqual(before);
  });
});

describe.each(namingCommands.map((command) => [command.name, command] as const))(
  '%s',
  (name, command: SocketCommand) => {
    const places = placesIn(command);
    const online = async (world: World, user: TestUser): Promise<RawSocket> => {
      const socket = await connect({ url: server.url, auth: { key: world.tenant.key, token: user.token } });
      sockets.push(socket);
      return socket;
    };
    const callOn =
      (socket: RawSocket): Call =>
      (choose) =>
        callCommand(socket, command, choose, samplesFor(own));

    it("answers another tenant's ids like unknown ones, and lets their rooms not be heard", async () => {
      const socket = await online(own, own.owner);
      await expectUnseen(name, places, callOn(socket), ofRoom(own, 'open'), ofRoom(other, 'open'));
      expect(socket.frames.filter(({ roomId }) => roomId !== own.open.id)).toEqual([]);
    });

    it('answers a private room like an unknown one to whom has left it, or never sat in it', async () => {
      const inRoom = places.filter(({ kind }) => ['room', 'message'].includes(kind));
      for (const user of [own.leaver, own.outsider]) {
        await expectUnseen(name, inRoom, callOn(await online(own, user)), ofRoom(own, 'open'), ofRoom(own, 'secret'));
      }
    });

    it('works with the own ids, so that the refusals above are for the ids', async () => {
      expect((await callOn(await online(own, own.owner))(ofRoom(own, 'open'))).status).toBe(200);
    });
  },
);

it('says nothing to sockets of a tenant, whatever they asked for, of what happens in another', async () => {
  const listener = await connect({ url: server.url, auth: { key: other.tenant.key, token: other.owner.token } });
  sockets.push(listener);
  const rooms = [other.lobby, other.open, other.secret];
  for (const { id } of rooms) await listener.ask('room:open', { roomId: id });
  for (const { id } of rooms) {
    await other.owner.rest('POST', `/v1/rooms/${id}/messages`, { clientId: 'last', text: `${canary} speaks` });
  }
  await eventually(() => expect(new Set(listener.frames.map(({ roomId }) => roomId)).size).toBe(rooms.length));
  // Whatever was sent to the others before is there by the time their next answer is.
  for (const socket of sockets) if (socket !== listener) await socket.ask('heads', {});
  const heard = sockets.filter((socket) => socket !== listener).map(({ frames, told }) => ({ frames, told }));
  expect(JSON.stringify(heard)).not.toContain(canary);
  othersBefore = await server.state(other.tenant.id);
});
