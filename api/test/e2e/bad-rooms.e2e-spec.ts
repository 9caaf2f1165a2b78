import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenedRoom } from '../../src/delivery/changes.schema.js';
import type { Problem } from '../../src/common/errors/problem.js';
import { commands } from '../../src/delivery/socket-contract.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { unknownId, useEmptyLobby } from '../support/empty-lobby.js';
import { connect, type RawAck, type RawSocket } from '../support/socket.js';
import { makeTenant, type TestUser } from '../support/tenant.js';

const lobby = useEmptyLobby();
const sockets: RawSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

async function online({ token }: TestUser): Promise<RawSocket> {
  const socket = await connect({ auth: { key: lobby.tenant.key, token } });
  sockets.push(socket);
  return socket;
}

/** How an acknowledgement refuses, or that it does not. */
const refusal = ({ ok, error }: RawAck): string => (ok ? 'ok' : error.code);

/** Every command about one room, with an input that is right but for the room. */
const aboutRooms: Record<string, (roomId: string) => Record<string, unknown>> = {
  'room:open': (roomId) => ({ roomId }),
  'message:send': (roomId) => ({ roomId, clientId: 'b31', text: 'let me in' }),
  'message:edit': (roomId) => ({ roomId, messageId: unknownId, text: 'let me in' }),
  'message:delete': (roomId) => ({ roomId, messageId: unknownId }),
  'reaction:add': (roomId) => ({ roomId, messageId: unknownId, emoji: '👍' }),
  'reaction:remove': (roomId) => ({ roomId, messageId: unknownId, emoji: '👍' }),
  'read:set': (roomId) => ({ roomId, seq: 0 }),
  'typing:set': (roomId) => ({ roomId, typing: true }),
  'room:close': (roomId) => ({ roomId }),
};

describe('B31: a room that one may not see', () => {
  let rooms: Record<string, string>;
  beforeAll(async () => {
    const { tenant, ada } = lobby;
    const owner = await tenant.guest('Owner');
    const make = async (of: TestUser): Promise<string> =>
      (await of.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'Closed' })).body.id;
    const [strange, left, banned] = [await make(owner), await make(owner), await make(owner)];
    for (const id of [left, banned]) await owner.rest('POST', `/v1/rooms/${id}/members`, { userId: ada.id });
    await ada.rest('DELETE', `/v1/rooms/${left}/members/me`);
    await owner.rest('PUT', `/v1/rooms/${banned}/bans/${ada.id}`);
    const other = await makeTenant();
    rooms = {
      'of another tenant': (await other.lobby()).id,
      'of another tenant, private': await make(await other.guest()),
      'private, and never one’s own': strange,
      'private, and left': left,
      'private, and banned from': banned,
      'that never was': unknownId,
      'whose id is none': 'x',
    };
  });

  it('is asked about by each command of the contract that names a room', () => {
    const named = Object.entries(commands).filter(([, { input }]) => 'roomId' in (input.shape ?? {}));
    expect(Object.keys(aboutRooms).sort()).toEqual(named.map(([name]) => name).sort());
  });

  it.each(Object.keys(aboutRooms))('is not there for %s, whyever, and says always the same', async (command) => {
    const socket = await online(lobby.ada);
    const expected = command === 'room:close' ? 'ok' : 'room_not_found';
    const errors: unknown[] = [];
    for (const [which, id] of Object.entries(rooms)) {
      const ack = await socket.ask(command, aboutRooms[command]?.(id));
      expect([which, refusal(ack)]).toEqual([which, expected]);
      errors.push(ack.error);
    }
    expect(new Set(errors.map((error) => JSON.stringify(error))).size).toBe(1);
    expect((await socket.ask('heads', {})).data).toEqual({ heads: [] });
  });

  it('is gone for sync', async () => {
    const socket = await online(lobby.ada);
    const ids = Object.values(rooms);
    const asked = ids.map((roomId) => ({ roomId, epoch: 'x', position: 0 }));
    const { data } = await socket.ask<{ changes: unknown[]; gone: string[] }>('sync', { rooms: asked });
    expect(data.changes).toEqual([]);
    expect([...data.gone].sort()).toEqual([...ids].sort());
  });

  it('is public and says why, where one is banned from it', async () => {
    const owner = await lobby.tenant.guest('Owner');
    const { id } = (await owner.rest<Room>('POST', '/v1/rooms', { type: 'public', name: 'Open' })).body;
    await owner.rest('PUT', `/v1/rooms/${id}/bans/${lobby.ada.id}`);
    const socket = await online(lobby.ada);
    for (const [command, input] of Object.entries(aboutRooms)) {
      const expected = command === 'room:close' ? 'ok' : 'banned';
      expect([command, refusal(await socket.ask(command, input(id)))]).toEqual([command, expected]);
    }
  });
});

describe('B33: catching up from where a room never was', () => {
  /** Where a client says that it stands, and what becomes of it. */
  const standings: [string, (at: { epoch: string; position: number }) => unknown, 'reset' | 'validation_failed'][] = [
    ['above the room', ({ epoch, position }) => ({ epoch, position: position + 1 }), 'reset'],
    ['far above the room', ({ epoch }) => ({ epoch, position: Number.MAX_SAFE_INTEGER }), 'reset'],
    ['of a foreign epoch', ({ position }) => ({ epoch: unknownId, position }), 'reset'],
    ['of an epoch that is none', ({ position }) => ({ epoch: 'x', position }), 'reset'],
    ['at -1', ({ epoch }) => ({ epoch, position: -1 }), 'validation_failed'],
    ['at 1.5', ({ epoch }) => ({ epoch, position: 1.5 }), 'validation_failed'],
    ['at 2^63', ({ epoch }) => ({ epoch, position: 2 ** 63 }), 'validation_failed'],
    ['at 2^63 in words', ({ epoch }) => ({ epoch, position: '9223372036854775808' }), 'validation_failed'],
  ];

  it.each(standings)('%s, by every way of asking', async (_, make, expected) => {
    const socket = await online(lobby.ada);
    const { roomId } = lobby;
    const { data: opened } = await socket.ask<OpenedRoom>('room:open', { roomId });
    const standing = make(opened.changes) as { epoch: string; position: number };
    const open = await socket.ask<OpenedRoom>('room:open', { roomId, ...standing });
    const sync = await socket.ask<{ changes: { reset: boolean }[] }>('sync', { rooms: [{ roomId, ...standing }] });
    const query = new URLSearchParams({ epoch: standing.epoch, after: String(standing.position) });
    const get = await lobby.ada.rest<Problem & { reset?: boolean }>(
      'GET',
      `/v1/rooms/${roomId}/changes?${query.toString()}`,
    );
    const outcome = (refused: boolean, code: string, reset: boolean | undefined): string =>
      refused ? code : reset ? 'reset' : 'taken';
    expect({
      open: outcome(!open.ok, open.error?.code, open.data?.changes.reset),
      sync: outcome(!sync.ok, sync.error?.code, sync.data?.changes[0]?.reset),
      get: outcome(get.status !== 200, get.body.code, get.body.reset),
    }).toEqual({ open: expected, sync: expected, get: expected });
  });
});
