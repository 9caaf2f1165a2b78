import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Session } from '../../src/auth/auth.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { login, newAddress, password, register } from '../support/account.js';
import { eventually } from '../support/eventually.js';
import { mailedToken } from '../support/mail-files.js';
import { QuietServer } from '../support/quiet-server.js';
import { makeSigner } from '../support/signing.js';
import { connect, type RawSocket } from '../support/socket.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

let server: QuietServer;
const sockets: RawSocket[] = [];
beforeAll(async () => {
  server = await QuietServer.start({ LOG_LEVEL: 'silent' });
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});
afterAll(() => server?.stop());

/** A tenant with people in it. */
interface World {
  tenant: TestTenant;
  /** Has an account with an address, and a private room. */
  ada: TestUser;
  adasEmail: string;
  /** Sits in that room, and listens on `socket`. */
  bob: TestUser;
  socket: RawSocket;
  outsider: TestUser;
  /** Has not been here yet: no node remembers the session. */
  newcomer: TestUser;
  room: Room;
  /** Everybody's to read; bob is banned from it. */
  open: Room;
  /** A token of the tenant's own login. */
  signed: string;
  /** Of a mail to ada. */
  resetToken: string;
  verifyToken: string;
}

async function makeWorld(): Promise<World> {
  const tenant = await makeTenant({ url: server.url, limits: 'default' });
  const signed = await (await makeSigner(tenant)).sign({ sub: 'ed' });
  const adasEmail = newAddress();
  const ada = await register(tenant, { email: adasEmail });
  const verifyToken = await mailedToken(server.dataDir, adasEmail, 'verify');
  await tenant.rest('POST', '/v1/auth/password/forgot', { body: { email: adasEmail } });
  const resetToken = await mailedToken(server.dataDir, adasEmail, 'reset');
  const [bob, outsider, newcomer] = [await tenant.guest('Bob'), await tenant.guest('Otto'), await tenant.guest('New')];
  await outsider.rest('GET', '/v1/me');
  const { body: room } = await ada.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'Ours' });
  await ada.rest('POST', `/v1/rooms/${room.id}/members`, { userId: bob.id });
  await ada.rest('POST', `/v1/rooms/${room.id}/messages`, { clientId: 'c', text: 'hello' });
  const { body: open } = await ada.rest<Room>('POST', '/v1/rooms', { type: 'public', name: 'Open' });
  await ada.rest('PUT', `/v1/rooms/${open.id}/bans/${bob.id}`);
  const socket = await connect({ url: server.url, auth: { key: tenant.key, token: bob.token } });
  sockets.push(socket);
  return { tenant, ada, adasEmail, bob, socket, outsider, newcomer, room, open, signed, resetToken, verifyToken };
}

/** How an attempt was answered; 200 for an acknowledgement that says ok. */
interface Answer {
  status: number;
  body: { code?: unknown } | null;
}

type Attempts = (world: World) => Record<string, () => Promise<Answer>>;

const post = (tenant: TestTenant, path: string, body: unknown) => tenant.rest('POST', `/v1${path}`, { body });

async function ask(socket: RawSocket, command: string, payload: unknown): Promise<Answer> {
  const ack = await socket.ask(command, payload);
  return ack.ok ? { status: 200, body: null } : { status: ack.error.status, body: ack.error };
}

/** Tries to open a socket. */
async function handshake({ tenant }: World, { token }: { token: string }): Promise<Answer> {
  try {
    sockets.push(await connect({ url: server.url, auth: { key: tenant.key, token } }));
    return { status: 200, body: null };
  } catch (error) {
    const { data } = error as { data: { status: number; code: string } };
    return { status: data.status, body: data };
  }
}

const attemptsWithoutSeats: Attempts = ({ ada, bob, outsider, socket, room }) => ({
  'a member reads': () => bob.rest('GET', `/v1/rooms/${room.id}/messages`),
  'a member asks what changed': () => bob.rest('GET', `/v1/rooms/${room.id}/changes`),
  'somebody else reads': () => outsider.rest('GET', `/v1/rooms/${room.id}/messages`),
  'a member sends': () => bob.rest('POST', `/v1/rooms/${room.id}/messages`, { clientId: 'x', text: 'x' }),
  'somebody else sends': () => outsider.rest('POST', `/v1/rooms/${room.id}/messages`, { clientId: 'y', text: 'y' }),
  'a member sends by socket': () => ask(socket, 'message:send', { roomId: room.id, clientId: 'z', text: 'z' }),
  'a member opens the room': () => ask(socket, 'room:open', { roomId: room.id }),
  'the owner removes a member': () => ada.rest('DELETE', `/v1/rooms/${room.id}/members/${bob.id}`),
  'somebody else is let in': () => ada.rest('POST', `/v1/rooms/${room.id}/members`, { userId: outsider.id }),
  'the owner removes the room': () => ada.rest('DELETE', `/v1/rooms/${room.id}`),
});

const attemptsWithoutBans: Attempts = ({ ada, bob, outsider, socket, open }) => ({
  'somebody banned reads': () => bob.rest('GET', `/v1/rooms/${open.id}/messages`),
  'somebody banned asks what changed': () => bob.rest('GET', `/v1/rooms/${open.id}/changes`),
  'somebody banned sends': () => bob.rest('POST', `/v1/rooms/${open.id}/messages`, { clientId: 'x', text: 'x' }),
  'somebody banned sends by socket': () => ask(socket, 'message:send', { roomId: open.id, clientId: 'z', text: 'z' }),
  'somebody banned opens the room': () => ask(socket, 'room:open', { roomId: open.id }),
  'somebody banned sits down': () => bob.rest('POST', `/v1/rooms/${open.id}/members`),
  'somebody banned is added': () => ada.rest('POST', `/v1/rooms/${open.id}/members`, { userId: bob.id }),
  'somebody else reads': () => outsider.rest('GET', `/v1/rooms/${open.id}/messages`),
  'somebody else sends': () => outsider.rest('POST', `/v1/rooms/${open.id}/messages`, { clientId: 'y', text: 'y' }),
  'somebody else is banned': () => ada.rest('PUT', `/v1/rooms/${open.id}/bans/${outsider.id}`),
  'a ban is ended': () => ada.rest('DELETE', `/v1/rooms/${open.id}/bans/${bob.id}`),
  'the bans are listed': () => ada.rest('GET', `/v1/rooms/${open.id}/bans`),
});

const attemptsWithoutSessions: Attempts = (world) => {
  const { tenant, ada, newcomer } = world;
  return {
    'a token is used': () => newcomer.rest('GET', '/v1/me'),
    'a socket is opened with it': () => handshake(world, newcomer),
    'a session is renewed': () => post(tenant, '/auth/refresh', { refreshToken: ada.session.refreshToken }),
    'somebody logs in': () => login(tenant, 'ada') as Promise<Answer & { body: Session & { code?: unknown } }>,
    'a guest comes': () => post(tenant, '/auth/guest', {}),
    'somebody signs up': () => post(tenant, '/auth/register', { username: 'eve', password }),
    'a token of the own login is exchanged': () => post(tenant, '/auth/exchange', { token: world.signed }),
    'a password is chosen anew': () =>
      post(tenant, '/auth/password/reset', { token: world.resetToken, password: 'eight silver flutes' }),
  };
};

const attemptsWithoutCounts: Attempts = ({ tenant, ada, adasEmail, signed }) => ({
  'a guest comes': () => post(tenant, '/auth/guest', {}),
  'somebody signs up': () => post(tenant, '/auth/register', { username: 'eve', password }),
  'somebody logs in with the right password': () =>
    login(tenant, 'ada') as Promise<Answer & { body: Session & { code?: unknown } }>,
  'a token of the own login is exchanged': () => post(tenant, '/auth/exchange', { token: signed }),
  'a mail is asked for': () => post(tenant, '/auth/password/forgot', { email: adasEmail }),
  'a password is changed': () =>
    ada.rest('PUT', '/v1/me/password', { currentPassword: password, newPassword: 'eight silver flutes' }),
  'an address is changed': () => ada.rest('PUT', '/v1/me/email', { email: newAddress(), password }),
  'an account is deleted': () => ada.rest('DELETE', '/v1/me', { password }),
  'a room is made': () => ada.rest('POST', '/v1/rooms', { type: 'private', name: 'More' }),
});

const attemptsWithoutTenants: Attempts = (world) => ({
  'a visitor reads': () => world.tenant.rest('GET', '/v1/rooms/by-slug/lobby'),
  'a guest comes': () => post(world.tenant, '/auth/guest', {}),
  'a token is used': () => world.outsider.rest('GET', '/v1/me'),
  'a socket is opened with it': () => handshake(world, world.outsider),
});

const attemptsWithoutMails: Attempts = ({ tenant, ada, resetToken, verifyToken }) => ({
  'a password is chosen anew': () =>
    post(tenant, '/auth/password/reset', { token: resetToken, password: 'eight silver flutes' }),
  'an address is confirmed': () => post(tenant, '/auth/email/verify', { token: verifyToken }),
  'somebody signs up with an address': () =>
    post(tenant, '/auth/register', { username: 'eve', password, email: newAddress('eve') }),
  'an account is deleted': () => ada.rest('DELETE', '/v1/me', { password }),
});

/** What cannot be asked, the table or the column where it stands, and what is tried without it; each would be let in, or refused, by what it says. */
const stores: [string, string, Attempts][] = [
  ['who sits in a room', 'members', attemptsWithoutSeats],
  ['who is banned', 'members.ban_until', attemptsWithoutBans],
  ['whether a session lives', 'sessions', attemptsWithoutSessions],
  ['how often something was done', 'rate_counts', attemptsWithoutCounts],
  ['whose a public key is', 'tenants', attemptsWithoutTenants],
  [
    'whose a secret key is',
    'secret_keys',
    ({ tenant, bob }) => ({
      'the tenant’s server acts for somebody': () =>
        tenant.rest('GET', '/v1/me', { bearer: tenant.secretKey, headers: { 'X-Parley-User': bob.id } }),
      'it asks for itself': () => tenant.rest('GET', '/v1/tenant', { bearer: tenant.secretKey }),
    }),
  ],
  [
    'with which keys a tenant signs',
    'signing_keys',
    ({ tenant, signed }) => ({
      'a token of the own login is exchanged': () => post(tenant, '/auth/exchange', { token: signed }),
    }),
  ],
  ['which mails are under way', 'mails', attemptsWithoutMails],
];

/** Takes a table or a column away. @returns the statement that brings it back */
async function lose(store: string): Promise<string> {
  const [table = '', column] = store.split('.');
  const what = column === undefined ? '' : `COLUMN ${column}`;
  await server.query(`ALTER TABLE ${table} RENAME ${what} TO lost`);
  return column === undefined
    ? `ALTER TABLE lost RENAME TO ${table}`
    : `ALTER TABLE ${table} RENAME COLUMN lost TO ${column}`;
}

/** `no` for a refusal because something could not be asked, else the status. */
async function outcome(attempt: () => Promise<Answer>): Promise<unknown> {
  const { status, body } = await attempt();
  return status >= 500 && ['internal_error', 'unavailable'].includes(String(body?.code)) ? 'no' : status;
}

describe('S17: when it cannot be asked', () => {
  it.each(stores)('%s, everybody is refused, and nothing is changed', async (_what, store, attemptsOf) => {
    const world = await makeWorld();
    const attempts = attemptsOf(world);
    const [first = () => Promise.reject(new Error('nothing is tried'))] = Object.values(attempts);
    const before = await server.state();
    const bringBack = await lose(store);
    const answers: Record<string, unknown> = {};
    try {
      // Keys and tenants are remembered for a second: by when the first is refused, all have to be asked for.
      await eventually(async () => expect(await outcome(first)).toBe('no'));
      for (const [what, attempt] of Object.entries(attempts)) answers[what] = await outcome(attempt);
    } finally {
      await server.query(bringBack);
    }
    expect(answers).toEqual(Object.fromEntries(Object.keys(attempts).map((what) => [what, 'no'])));
    expect(await server.state()).toEqual(before);
    expect(await server.isAlive()).toBe(true);
    // It was for this alone: now that it can be asked, people are let in again.
    expect((await world.bob.rest('GET', `/v1/rooms/${world.room.id}/messages`)).status).toBe(200);
    expect((await login(world.tenant, 'ada')).status).toBe(200);
  });
});
