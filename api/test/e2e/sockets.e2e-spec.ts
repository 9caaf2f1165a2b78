import { afterEach, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import type { Session } from '../../src/auth/auth.schema.js';
import { eventually } from '../support/eventually.js';
import { connect, type RawAck, type RawSocket, type SocketOptions } from '../support/socket.js';
import { makeTenant } from '../support/tenant.js';

const sockets: RawSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

async function open(options: SocketOptions): Promise<RawSocket> {
  const socket = await connect(options);
  sockets.push(socket);
  return socket;
}

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'let in',
    (error: { data?: { code: string; retryAfterMs?: number } }) => error.data,
  );

describe('a socket', () => {
  it('S10: is open for as many as the tenant allows a user and an address, and again when one has gone', async () => {
    const tenant = await makeTenant();
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    await tenant.settings({ limits: { connectionsPerUser: 2, connectionsPerIp: 3 } });
    const as = (token: string) => ({ auth: { key: tenant.key, token } });
    await eventually(async () => {
      const { limits } = (
        await tenant.rest<{ settings: { limits: unknown } }>('GET', '/v1/tenant', { bearer: tenant.secretKey })
      ).body.settings;
      expect(limits).toMatchObject({ connectionsPerUser: 2 });
    });
    const first = await open(as(ada.token));
    await open(as(ada.token));
    expect(await refusal(open(as(ada.token)))).toMatchObject({
      code: 'rate_limited',
      retryAfterMs: expect.any(Number),
    });
    await open(as(bo.token));
    expect(await refusal(open(as(bo.token)))).toMatchObject({ code: 'rate_limited' });
    first.close();
    await eventually(async () => expect(await refusal(open(as(bo.token)))).toBe('let in'));
  });

  it('S10: keeps a user to messagesPerMinute, told with when to try again, and lets go when the limit is lifted', async () => {
    const tenant = await makeTenant();
    const ada = await tenant.guest();
    await tenant.settings({ limits: { messagesPerMinute: 2 } });
    const socket = await open({ auth: { key: tenant.key, token: ada.token } });
    const { id: roomId } = await tenant.lobby();
    let n = 0;
    const send = () => socket.ask('message:send', { roomId, clientId: `${++n}`, text: 'x' });
    expect([(await send()).ok, (await send()).ok]).toEqual([true, true]);
    expect((await send()).error).toMatchObject({ code: 'rate_limited', status: 429, retryAfterMs: expect.any(Number) });
    const overRest = await ada.rest('POST', `/v1/rooms/${roomId}/messages`, { clientId: 'r', text: 'x' });
    expect(overRest.status).toBe(429);
    expect(Number(overRest.headers.get('Retry-After'))).toBeGreaterThan(0);
    await tenant.settings({ limits: { messagesPerMinute: null } });
    await eventually(async () => expect((await send()).ok).toBe(true), { withinMs: 2_000 });
  });

  it('that asks without end is refused, then cut, whatever it asks, and also when it sends above its limit', async () => {
    const tenant = await makeTenant();
    await tenant.settings({ limits: { messagesPerMinute: 5 } });
    const { id: roomId } = await tenant.lobby();
    const floods: [string, unknown][] = [
      ['heads', {}],
      ['no:such:command', {}],
      ['message:send', { roomId, clientId: 'x', text: 'x' }],
    ];
    await Promise.all(
      floods.map(async ([command, payload]) => {
        const socket = await open({ auth: { key: tenant.key, token: (await tenant.guest()).token } });
        const codes = new Set<string | undefined>();
        const ask = async (): Promise<void> => {
          while (socket.socket.connected) {
            const answer = (await socket.socket
              .timeout(10_000)
              .emitWithAck(command, payload)
              .catch(() => undefined)) as RawAck | undefined;
            codes.add(answer?.error?.code);
          }
        };
        await Promise.all(Array.from({ length: 20 }, ask));
        expect(codes).toContain('rate_limited');
        expect(socket.told).toContainEqual({ name: 'session:ended', payload: { code: 'policy' } });
      }),
    );
  });

  it("is told and closed when its session is signed out, and leaves the user's other sessions alone", async () => {
    const tenant = await makeTenant();
    const ada = (
      await tenant.rest<Session>('POST', '/v1/auth/register', {
        body: { username: 'ada', password: 'correct horse 9' },
      })
    ).body;
    const again = (
      await tenant.rest<Session>('POST', '/v1/auth/login', { body: { login: 'ada', password: 'correct horse 9' } })
    ).body;
    const socket = await open({ auth: { key: tenant.key, token: ada.accessToken } });
    const other = await open({ auth: { key: tenant.key, token: again.accessToken } });
    expect((await tenant.rest('POST', '/v1/auth/logout', { bearer: ada.accessToken })).status).toBe(204);
    await eventually(() => expect(socket.told).toEqual([{ name: 'session:ended', payload: { code: 'signed_out' } }]));
    await eventually(() => expect(socket.socket.connected).toBe(false));
    expect((await other.ask('heads', {})).ok).toBe(true);
    await eventually(async () =>
      expect(await refusal(open({ auth: { key: tenant.key, token: ada.accessToken } }))).toMatchObject({
        code: 'invalid_token',
      }),
    );
  });

  it('stays open with a newer token of its user, and is closed by the token of another', async () => {
    const tenant = await makeTenant();
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const socket = await open({ auth: { key: tenant.key, token: ada.token } });
    const { body } = await tenant.rest<Session>('POST', '/v1/auth/refresh', {
      body: { refreshToken: ada.session.refreshToken },
    });
    const renewed = await socket.ask<{ expiresInMs: number }>('token:renew', { token: body.accessToken });
    expect(renewed.data.expiresInMs).toBeGreaterThan(500_000);
    const forged = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode('x'.repeat(32)));
    expect((await socket.ask('token:renew', { token: forged })).error.code).toBe('invalid_token');
    expect((await socket.ask('heads', {})).ok).toBe(true);
    expect((await socket.ask('token:renew', { token: bo.token })).error.code).toBe('forbidden');
    await eventually(() => expect(socket.socket.connected).toBe(false));
  });

  it('is served by long polling too', async () => {
    const tenant = await makeTenant();
    const ada = await tenant.guest();
    const socket = await open({ auth: { key: tenant.key, token: ada.token }, transports: ['polling'] });
    const { id: roomId } = await tenant.lobby();
    await socket.ask('room:open', { roomId });
    await socket.ask('message:send', { roomId, clientId: '1', text: 'by post' });
    await eventually(() => expect(socket.frames).toMatchObject([{ messages: [{ text: 'by post' }] }]));
  });

  it('refuses namespaces of others', async () => {
    const tenant = await makeTenant();
    const auth = { key: tenant.key, token: (await tenant.guest()).token };
    for (const namespace of ['/admin', '/__proto__']) {
      await expect(connect({ auth, namespace })).rejects.toThrow('Invalid namespace');
    }
  });
});
