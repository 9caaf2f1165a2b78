import { afterEach, describe, expect, it } from '@jest/globals';
import type { Problem } from '../../src/common/errors/problem.js';
import { unknownId, useEmptyLobby } from '../support/empty-lobby.js';
import { testServerUrl } from '../support/environment.js';
import { connect, type RawSocket } from '../support/socket.js';
import { makeTenant } from '../support/tenant.js';

const lobby = useEmptyLobby();

describe('a bad command', () => {
  const sockets: RawSocket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.close();
  });
  async function online(): Promise<RawSocket> {
    const socket = await connect({ auth: { key: lobby.tenant.key, token: lobby.ada.token } });
    sockets.push(socket);
    return socket;
  }
  const refusal = (attempt: Promise<unknown>) =>
    attempt.then(
      () => 'let in',
      (error: { data?: Problem }) => error.data?.code ?? 'no problem',
    );

  it.each([{}, { token: '' }, { token: {} }, { token: null }])(
    'B21: a handshake with %j is unauthenticated',
    async (auth) => {
      expect(await refusal(connect({ auth: { key: lobby.tenant.key, ...auth } }))).toBe('unauthenticated');
    },
  );

  it('B21: a key that names nobody is invalid_key, a token of another tenant invalid_token', async () => {
    expect(await refusal(connect({ auth: { key: 'pk_nobody', token: lobby.ada.token } }))).toBe('invalid_key');
    const other = await makeTenant();
    expect(await refusal(connect({ auth: { key: other.key, token: lobby.ada.token } }))).toBe('invalid_token');
  });

  it.each(['websocket', 'polling'] as const)('B22: by %s, only allowed origins are let in', async (transport) => {
    const strict = await makeTenant();
    const guest = await strict.guest();
    await strict.settings({ allowedOrigins: ['https://good.example', 'https://*.wide.example'] });
    const attempt = (origin: string) =>
      refusal(
        connect({ auth: { key: strict.key, token: guest.token }, origin, transports: [transport] }).then((socket) =>
          sockets.push(socket),
        ),
      );
    for (const origin of ['https://good.example', 'https://a.wide.example', testServerUrl()]) {
      expect([origin, await attempt(origin)]).toEqual([origin, 'let in']);
    }
    for (const origin of [
      'https://evil.example',
      'null',
      'https://good.example.evil.example',
      'https://evilwide.example',
    ]) {
      expect([origin, await attempt(origin)]).toEqual([origin, 'origin_not_allowed']);
    }
  });

  it('B24: an unknown command answers unknown_event, and without a callback nothing', async () => {
    const socket = await online();
    for (const name of ['nope', 'message:sent', '__proto__', 'constructor']) {
      expect((await socket.ask(name, {})).error).toMatchObject({ code: 'unknown_event', status: 400 });
    }
    socket.socket.emit('nope', {});
    expect((await socket.ask('heads', {})).ok).toBe(true);
  });

  it('B25: a command without a callback is not run; a callback that is data, and 300 arguments, are refused', async () => {
    const socket = await online();
    socket.socket.emit('message:send', { roomId: lobby.roomId, clientId: '1', text: 'unheard' });
    expect((await socket.ask('message:send', 'callback', { roomId: lobby.roomId })).error.code).toBe(
      'validation_failed',
    );
    const many = Array.from({ length: 300 }, (_, n) => n);
    expect((await socket.ask('message:send', ...many)).error.code).toBe('validation_failed');
  });

  it.each(['room:open', 'room:close', 'message:send', 'sync', 'heads', 'token:renew'])(
    'B26: %s refuses null, a number, a list, a text and nothing',
    async (command) => {
      const socket = await online();
      for (const payload of [[null], [42], [[]], ['text'], [], [{ nonsense: 1 }]]) {
        const { ok, error } = await socket.ask(command, ...payload);
        expect({ command, payload, ok, code: error.code }).toEqual({
          command,
          payload,
          ok: false,
          code: 'validation_failed',
        });
      }
    },
  );

  it('names the field of a payload, and refuses the texts that REST refuses', async () => {
    const socket = await online();
    for (const text of ['', ' ', '\u200b', 'a\0', 'x'.repeat(10_001)]) {
      const { error } = await socket.ask('message:send', { roomId: lobby.roomId, clientId: '1', text });
      expect(error.errors?.[0]?.path).toBe('/text');
    }
    const { error } = await socket.ask('sync', { rooms: [{ roomId: lobby.roomId, epoch: 'x', position: -1 }] });
    expect(error.errors?.[0]?.path).toBe('/rooms/0/position');
  });

  it('makes no room of a slug that is none, or that names something else', async () => {
    const socket = await online();
    for (const slug of ['', 'Not A Slug', 'ä', 'x'.repeat(65)]) {
      expect((await socket.ask('room:open', { slug })).error.errors?.[0]?.path).toBe('/slug');
    }
    for (const slug of ['direct', 'page', 'by-slug']) {
      expect((await socket.ask('room:open', { slug })).error.code).toBe('room_not_found');
    }
  });

  it('answers a room that is not there, on every command, like one that never was', async () => {
    const socket = await online();
    const foreign = (await (await makeTenant()).lobby()).id;
    for (const id of [foreign, unknownId, 'x']) {
      expect((await socket.ask('room:open', { roomId: id })).error.code).toBe('room_not_found');
      expect((await socket.ask('message:send', { roomId: id, clientId: '1', text: 'x' })).error.code).toBe(
        'room_not_found',
      );
      expect((await socket.ask('room:close', { roomId: id })).ok).toBe(true);
    }
    expect((await socket.ask('heads', {})).data).toEqual({ heads: [] });
  });
});
