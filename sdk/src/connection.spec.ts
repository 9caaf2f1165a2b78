import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ModelServer } from '../test/support/model-server.js';
import { until } from '../test/support/until.js';
import { createChat } from './full-chat.js';
import type { Chat } from './full-chat.js';

let server: ModelServer;
let chat: Chat;

const start = (): void => {
  chat = createChat({ url: server.url, key: 'pk_test', session: 'guest', storage: 'memory' });
  chat.room({ id: 'room' }).timeline.subscribe(() => undefined);
};
const online = () => until(chat.connection, ({ status }) => status === 'online');
/** The statuses from now on. */
const statuses = (): string[] => {
  const seen: string[] = [];
  chat.connection.subscribe(({ status }) => seen.push(status));
  return seen;
};

beforeEach(async () => {
  server = new ModelServer();
  await server.start();
});
afterEach(async () => {
  await chat.close();
  await server.stop();
});

describe('a connection', () => {
  it('is one for all rooms of a chat', async () => {
    start();
    chat.room({ slug: 'other' }).timeline.subscribe(() => undefined);
    await online();
    expect(server.handshakes.length).toBe(1);
  });

  it('stays open when its token is renewed in time, and the server gets the new one', async () => {
    server.auth.expiresInMs = 800;
    start();
    await online();
    const seen = statuses();
    await until(chat.connection, () => server.count('token:renew') >= 2);
    const renewed = server.commands
      .filter(({ name }) => name === 'token:renew')
      .map(({ input }) => input as { token: string });
    expect(new Set([...server.handshakes, ...renewed.map(({ token }) => token)]).size).toBe(1 + renewed.length);
    expect(seen).toEqual(['online']);
  });

  it('whose token has expired is made again with a new one at once', async () => {
    server.refusals.push({ code: 'token_expired', status: 401 });
    start();
    const seen = statuses();
    await online();
    expect(new Set(server.handshakes).size).toBe(2);
    expect(seen).not.toContain('offline');
  });

  it('that the server ends for an expired token comes back with a new one', async () => {
    start();
    await online();
    server.auth.expireTokens();
    const cut = until(chat.connection, ({ status }) => status !== 'online');
    server.emit('session:ended', { code: 'token_expired' });
    server.disconnect();
    await cut;
    await online();
    expect(server.auth.count('POST /auth/refresh')).toBe(1);
    expect(server.auth.count('POST /auth/guest')).toBe(1);
  });

  it('waits as long as the server asks it to', async () => {
    server.refusals.push({ code: 'rate_limited', status: 429, retryAfterMs: 700 });
    start();
    const startedAtMs = Date.now();
    const { retryAtMs, error } = await until(chat.connection, ({ status }) => status === 'offline');
    expect(error).toMatchObject({ code: 'rate_limited', retryable: true });
    expect(retryAtMs).toBeGreaterThanOrEqual(startedAtMs + 700);
    await online();
    expect(Date.now()).toBeGreaterThanOrEqual(startedAtMs + 700);
  });

  it('asks for the heads at each heartbeat, and so hears of a last frame that was lost', async () => {
    // Only what happens every so often is in our hands; everything else takes its time.
    const beats = jest.spyOn(globalThis, 'setInterval');
    start();
    await online();
    const [beat] = beats.mock.calls.find(([, ms]) => ms === 25_000) ?? [];
    beats.mockRestore();
    const { timeline } = chat.room({ id: 'room' });
    await until(timeline, ({ status }) => status === 'ready');
    server.isMute = true;
    server.commit({ what: 'send', by: 1 });
    for (const count of [1, 2]) {
      (beat as () => void)();
      await until(timeline, ({ items }) => items.length === 1);
      await until(chat.connection, () => server.count('heads') === count);
    }
    expect(server.count('sync')).toBe(1);
  });

  it('that is refused for good says why and asks rarely', async () => {
    server.refusals.push({ code: 'origin_not_allowed', status: 403 });
    start();
    const { retryAtMs, error } = await until(chat.connection, ({ status }) => status === 'offline');
    expect(error).toMatchObject({ code: 'origin_not_allowed', retryable: false });
    expect(retryAtMs).toBeGreaterThan(Date.now() + 30_000);
  });

  it.each(['revoked', 'banned', 'password_changed', 'account_deleted', 'tenant_suspended'] as const)(
    'has ended when the session is ended as %s, and says so',
    async (code) => {
      start();
      await online();
      server.emit('session:ended', { code });
      server.disconnect();
      await until(chat.connection, ({ status }) => status === 'ended');
      expect(chat.connection.get().error?.code).toBe(code);
      expect(chat.session.get()).toMatchObject({ status: 'ended', user: null, error: { code } });
      expect(server.handshakes.length).toBe(1);
      await expect(chat.room({ id: 'room' }).send('hello')).rejects.toMatchObject({ code });
    },
  );

  it('is not tried again with the session of an account that is being deleted', async () => {
    start();
    await online();
    const seen: string[] = [];
    chat.session.subscribe(({ status }) => seen.push(status));
    server.auth.onDone = async (route) => {
      if (route !== 'DELETE /me') return;
      server.emit('session:ended', { code: 'account_deleted' });
      server.disconnect();
      // Long enough for a client to come: somebody else does.
      const other = createChat({ url: server.url, key: 'pk_test', session: 'guest', storage: 'memory' });
      other.room({ id: 'room' }).timeline.subscribe(() => undefined);
      await until(other.connection, ({ status }) => status === 'online');
      await other.close();
    };
    await chat.session.deleteAccount({ confirm: true });
    expect(server.handshakes.length).toBe(2);
    expect(server.auth.refreshTokens).toEqual([]);
    expect(chat.session.get()).toMatchObject({ user: null, error: null });
    expect(seen).toHaveLength(2);
  });

  it('comes back slowly, with the same session, when the server does not bear what it does', async () => {
    start();
    await online();
    server.emit('session:ended', { code: 'policy' });
    server.disconnect();
    const { retryAtMs, error } = await until(chat.connection, ({ status }) => status === 'offline');
    expect(error?.code).toBe('policy');
    expect(retryAtMs).toBeGreaterThan(Date.now() + 3_000);
    expect(chat.session.get().status).toBe('active');
  });

  it('goes to another server by itself when this one is about to stop', async () => {
    start();
    await online();
    const seen = statuses();
    server.emit('server:draining', { reconnectWithinMs: 200 });
    await until(chat.connection, () => server.handshakes.length === 2);
    await online();
    expect(seen).not.toContain('offline');
  });

  it('waits for its drawn turn when the server that is about to stop cuts it before', async () => {
    start();
    await online();
    const draw = jest.spyOn(Math, 'random').mockReturnValue(0.5);
    const startedAtMs = Date.now();
    server.emit('server:draining', { reconnectWithinMs: 120_000 });
    server.disconnect();
    const { retryAtMs, error } = await until(chat.connection, ({ status }) => status === 'offline');
    draw.mockRestore();
    expect(error).toMatchObject({ code: 'network', retryable: true });
    expect(retryAtMs).toBeGreaterThanOrEqual(startedAtMs + 60_000);
    // Neither a new look at a room nor anything else that hurries a try gets in before the turn.
    chat.room({ slug: 'other' }).timeline.subscribe(() => undefined);
    await chat.session.me().catch(() => undefined);
    expect(chat.connection.get().status).toBe('offline');
    expect(server.handshakes.length).toBe(1);
  });

  it('is tried again when it was cut before its handshake was answered', async () => {
    server.cutHandshakes = 1;
    start();
    await online();
    expect(server.handshakes.length).toBe(1);
  });

  it('is known to be gone as soon as the device has no network, and comes back', async () => {
    const device = new EventTarget();
    Object.assign(globalThis, {
      addEventListener: device.addEventListener.bind(device),
      removeEventListener: device.removeEventListener.bind(device),
    });
    try {
      start();
      await online();
      server.refusals.push({ code: 'unavailable', status: 503 });
      const gone = until(chat.connection, ({ status }) => status === 'offline');
      device.dispatchEvent(new Event('offline'));
      await gone;
      device.dispatchEvent(new Event('online'));
      await online();
      await chat.close();
      expect(server.handshakes.length).toBeGreaterThan(1);
    } finally {
      Reflect.deleteProperty(globalThis, 'addEventListener');
      Reflect.deleteProperty(globalThis, 'removeEventListener');
    }
  });

  it('is made anew for another person', async () => {
    start();
    await online();
    await chat.session.login({ login: 'ada', password: 'correct horse' });
    await until(chat.connection, ({ status }) => status === 'online' && server.handshakes.length === 2);
    expect(server.handshakes[1]).toMatch(/^access\.session-2\./);
  });
});
