import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { connect, type RawAck, type RawSocket } from '../support/socket.js';
import { makeTenant, type TestTenant } from '../support/tenant.js';

const sockets: RawSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

async function online(tenant: TestTenant): Promise<RawSocket> {
  const socket = await connect({ auth: { key: tenant.key, token: (await tenant.guest()).token } });
  sockets.push(socket);
  return socket;
}

/**
 * Asks as fast as it goes, whatever it is answered, until the socket is cut.
 * @returns the codes that it was answered with, in order; `ok` for what was done
 */
async function flood({ socket }: RawSocket, command: string, make: (n: number) => unknown): Promise<string[]> {
  const answers: string[] = [];
  for (let n = 0; socket.connected; n += 1) {
    socket.emit(command, make(n), (ack: RawAck) => answers.push(ack.ok ? 'ok' : ack.error.code));
    // Some hundred at a time, far below what would be too many at once.
    if (n % 100 === 99)
      await new Promise((resolve) => socket.emit('heads', {}, resolve) && socket.once('disconnect', resolve));
  }
  return answers;
}

/** What a socket is told before it is cut. */
const ended = { name: 'session:ended', payload: { code: 'policy' } };

describe('B34: a socket that asks on and on', () => {
  it.each<[string, string, (roomId: string, n: number) => unknown]>([
    ['heads', 'heads', () => ({})],
    ['to open a room', 'room:open', (roomId) => ({ roomId })],
    ['what there is not', 'nope', () => ({})],
    ['to send nonsense', 'message:send', (roomId) => ({ roomId, clientId: 'a b', text: '' })],
    ['to send above its limit', 'message:send', (roomId, n) => ({ roomId, clientId: `${n}`, text: 'x' })],
  ])('%s is told to slow down, then cut as its policy says, and nobody else is', async (_what, command, make) => {
    const tenant = await makeTenant({ limits: 'default' });
    const { id: roomId } = await tenant.lobby();
    const [loud, other] = [await online(tenant), await online(tenant)];
    const answers = await flood(loud, command, (n) => make(roomId, n));
    expect(answers).toContain('rate_limited');
    // Told once it is known that it does not listen.
    expect(answers.filter((code) => code === 'rate_limited').length).toBeGreaterThan(500);
    expect(loud.told.filter(({ name }) => name === 'session:ended')).toEqual([ended]);
    expect(other.socket.connected).toBe(true);
    expect((await other.ask('message:send', { roomId, clientId: 'still', text: 'here' })).ok).toBe(true);
  });

  it('without waiting for any answer is cut too', async () => {
    const tenant = await makeTenant();
    const loud = await online(tenant);
    for (let n = 0; n < 4_000; n += 1) loud.socket.emit('heads', {});
    await eventually(() => expect(loud.socket.connected).toBe(false));
    expect(loud.told).toEqual([ended]);
  });
});

describe('B32: to hear ten thousand rooms', () => {
  const rooms = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ roomId: `${n}`, epoch: 'x', position: 0 }));

  it('at once is refused', async () => {
    const socket = await online(await makeTenant());
    for (const wanted of [rooms(101), rooms(5_000), Array(10_000).fill({})]) {
      expect((await socket.ask('sync', { rooms: wanted })).error.code).toBe('validation_failed');
    }
    expect((await socket.ask('sync', { rooms: rooms(100) })).ok).toBe(true);
  });

  it('a hundred at a time, again and again, is told to slow down', async () => {
    const socket = await online(await makeTenant());
    const answers: string[] = [];
    for (let n = 0; n < 1_000 && !answers.includes('rate_limited'); n += 1) {
      const { ok, error } = await socket.ask('sync', { rooms: rooms(100) });
      answers.push(ok ? 'ok' : error.code);
      if (!ok) expect(error).toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) });
    }
    expect(answers.at(-1)).toBe('rate_limited');
    expect(socket.socket.connected).toBe(true);
  });
});
