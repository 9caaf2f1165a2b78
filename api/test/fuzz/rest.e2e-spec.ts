import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Problem } from '../../src/common/errors/problem.js';
import { mailedToken } from '../support/mail-files.js';
import { QuietServer } from '../support/quiet-server.js';
import { rest, type RestAnswer } from '../support/rest.js';
import { makeKeyPair } from '../support/signing.js';
import { operations, type RestOperation } from './contract.js';
import { cipher, settleContent } from './message-content.js';
import { mutatedRequest, type Plan, type RestRequest, validRequest } from './rest-request.js';
import { cases, deadlineMs, shares, together, tryAll } from './settings.js';
import { account, credentialHeaders, makeWorld, type World } from './world.js';

/** Operations after which the token that was used is good no more; of the password's, when the tenant's server asks. */
const endsOwnSession = [
  'register',
  'logout',
  'changePassword',
  'endSession',
  'endOtherSessions',
  'deleteMe',
  'deleteUser',
];

/** Operations that use a mail's token up, with what the chat page is told of it. */
const usesMailToken: Readonly<Record<string, 'verify' | 'reset'>> = { verifyEmail: 'verify', resetPassword: 'reset' };

let server: QuietServer;
beforeAll(async () => {
  server = await QuietServer.start();
});
afterAll(async () => {
  const errors = server.errors();
  const isAlive = await server.isAlive();
  await server.stop();
  expect({ errors, isAlive }).toEqual({ errors: [], isAlive: true });
});

/** Refusals that a request of the right shape may meet, beside those that say: not you, not there, not now. */
function acceptable({ id }: RestOperation): string[] {
  return [
    'user_required',
    ...(endsOwnSession.includes(id) || id in usesMailToken ? ['invalid_token'] : []),
    // Somebody with an account is asked for the password, which a guest has not.
    ...(id === 'deleteMe' ? ['validation_failed'] : []),
    // Nobody writes that fast.
    ...(id === 'appendToMessage' ? ['rate_limited'] : []),
    // Nobody has that much to report.
    ...(id === 'reportMessage' ? ['rate_limited'] : []),
    // A visitor reads what there is, and does not search in it.
    ...(id === 'listRooms' ? ['unauthenticated'] : []),
    // Its schema cannot say that one of two names is given.
    ...(id === 'putDirectRoom' ? ['validation_failed'] : []),
    // More changes of one user than that are refused, whatever the tenant's limits; and of more sessions than a user may have
    // the oldest one ends, whose token this is.
    ...(cases > 200 ? ['rate_limited', ...(id === 'login' ? ['invalid_token'] : [])] : []),
  ];
}

/** How often each operation was tried, and how often it did what it is for. */
const seen = new Map<string, { calls: number; successes: number }>();

/** What the schemas of an operation do not tell. */
function planFor(
  { id }: RestOperation,
  { ids, owner, lobby, open, messages, stream, signedToken }: World,
  mailToken: string,
): Plan {
  const fields: Plan['fields'] = {
    allowedOrigins: fc.subarray(['https://good.example', 'https://*.wide.example', 'http://localhost:3000']),
    cursor: fc.constant(undefined),
    // Each edit moves its message on: no position is good for two of them.
    position: fc.constant(undefined),
    epoch: fc.constantFrom(lobby.epoch, 'another'),
    login: fc.constant(account.username),
    refreshToken: fc.constant(owner.session.refreshToken),
    slug: id === 'getRoomBySlug' ? fc.constant('lobby') : fc.stringMatching(/^[a-z0-9-]{9,64}$/),
    // A password that is not among the most used ones.
    password: fc.string({ minLength: 1, maxLength: 100 }).map((text) => `a long way ${text}`),
    avatarUrl: fc.constantFrom('https://a.example/a.png', null),
    externalId: fc.constantFrom('ed', 'a b', '🙂', '../x'),
    token: fc.constant(id === 'exchangeToken' ? signedToken : mailToken),
    ...(['login', 'setEmail', 'deleteMe'].includes(id) ? { password: fc.constant(account.password) } : {}),
    currentPassword: fc.constant(account.password),
    newPassword: fc.constant(account.password),
    confirm: fc.constant(true),
    emoji: fc.constantFrom('👍', '❤', '❤\uFE0F', '🏳️‍🌈', '1️⃣'),
    // Within a year.
    sendAt: fc.integer({ min: 1, max: 300 }).map((days) => new Date(Date.now() + days * 86_400_000).toISOString()),
    // How much is there when it is begun: further on, its author knows better.
    offset: fc.constant([...stream.text].length),
    // With what is there it is no longer than a text may be.
    delta: fc.string({ maxLength: 50 }),
    data: cipher,
    // Each room has one message.
    seq: fc.constantFrom(0, 1),
  };
  const pairs: Record<string, [string, string][]> = {
    getChanges: [
      ['epoch', 'after'],
      ['anchorId', 'anchorPosition'],
    ],
  };
  // One has no direct room with oneself, and does not block oneself.
  const strangers = (ids['user'] ?? []).filter((one) => one !== owner.id);
  const settle = (values: Record<string, unknown>): Record<string, unknown> => {
    const settled = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
    // A reply is to a message of the same room, and a thread hangs on one.
    for (const name of ['replyTo', 'threadId']) if (name in settled) settled[name] = messages[0]?.id;
    // Its query, which is settled too, has nothing.
    if (id === 'sendMessage' && 'clientId' in settled) settleContent(settled);
    // Empty is only what is begun.
    if (id === 'sendMessage' && settled['streaming'] !== true && settled['text'] === '') settled['text'] = 'x';
    if (id === 'listMessages' || id === 'getThread')
      for (const name of ['before', 'after', 'around'].filter((n) => n in settled).slice(1)) delete settled[name];
    // A public key is of its algorithm.
    if (id === 'createSigningKey') {
      const { alg } = settled;
      if (alg === 'HS256') delete settled['publicKey'];
      else if (alg !== undefined) settled['publicKey'] = makeKeyPair(alg as 'ES256' | 'EdDSA').jwk;
    }
    // Somebody is named in one way; an end is given in one way.
    if (id === 'putDirectRoom' && 'userId' in settled) delete settled['username'];
    if ('expiresInSeconds' in settled) delete settled['expiresAt'];
    for (const [a, b] of pairs[id] ?? [])
      if (!(a in settled && b in settled)) [a, b].forEach((name) => delete settled[name]);
    return settled;
  };
  // The lobby keeps its slug.
  const rooms = (ids['room'] ?? []).filter((one) => id !== 'updateRoom' || one !== lobby.id);
  // One message is written on, in one room.
  const isAppending = id === 'appendToMessage';
  const room = isAppending ? [open.id] : rooms;
  const message = isAppending ? [stream.id] : (ids['message'] ?? []);
  const user = ['putDirectRoom', 'putBlock'].includes(id) ? strangers : (ids['user'] ?? []);
  return { ids: { ...ids, room, message, user }, fields, settle };
}

/** A token that the operation can use up; any text where it uses none. */
async function mailTokenFor({ id }: RestOperation, { tenant, email }: World): Promise<string> {
  const fragment = usesMailToken[id];
  if (fragment === undefined) return 'none';
  if (fragment === 'reset') await tenant.rest('POST', '/v1/auth/password/forgot', { body: { email } });
  return mailedToken(server.dataDir, email, fragment);
}

async function removeSpareKey({ tenant, ids }: World): Promise<void> {
  await tenant.rest('DELETE', `/v1/tenant/keys/${ids['key']?.[0]}`, { bearer: tenant.secretKey });
}

function padded({ body, padTo = 0 }: RestRequest): unknown {
  return typeof body === 'string' ? body.padEnd(padTo) : body;
}

function send(operation: RestOperation, world: World, request: RestRequest): Promise<RestAnswer<Problem>> {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => request.path[name] ?? '');
  const query = request.query.map(([name, value]) => `${name}=${value}`).join('&');
  return rest<Problem>(operation.method, query === '' ? path : `${path}?${query}`, {
    url: server.url,
    headers: { ...credentialHeaders(world, world.owner, request.credential), ...request.headers },
    body: padded(request),
  });
}

describe.each(operations.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
  '%s',
  (_name, operation) => {
    let world: World;
    let plan: Plan;
    /** All tables, as they were after the last call. */
    let state: Awaited<ReturnType<QuietServer['state']>>;
    const counts = { calls: 0, successes: 0 };
    beforeAll(async () => {
      seen.set(operation.id, counts);
      world = await makeWorld(server.url);
      // There may be two keys: the second one has to go before another can be made.
      if (operation.id === 'createSecretKey') await removeSpareKey(world);
      plan = planFor(operation, world, await mailTokenFor(operation, world));
      state = await server.state();
    });

    /** Sends it, and sees to it that nothing changed where it was refused. */
    async function call(request: RestRequest): Promise<RestAnswer<Problem>> {
      const answer = await send(operation, world, request);
      counts.calls += 1;
      expect(answer.status).toBeLessThan(500);
      const before = state;
      // A GET changes nothing, whatever it answers; the database is asked about it once, at the end.
      if (operation.method !== 'GET') state = await server.state();
      if (answer.status >= 400) expect(state).toEqual(before);
      return answer;
    }

    it(
      'takes what the contract takes',
      async () => {
        await tryAll(validRequest(operation, plan), shares.valid, async (request) => {
          const { status, body } = await call(request);
          if (status < 300) counts.successes += 1;
          else {
            if (!acceptable(operation).includes(body.code)) expect([403, 404, 409]).toContain(status);
          }
        });
      },
      deadlineMs,
    );

    it(
      'never fails at what may be odd or wrong, and changes nothing where it refuses',
      async () => {
        await tryAll(mutatedRequest(operation, validRequest(operation, plan)), shares.odd, async (mutated) => {
          const { status } = await call(mutated.request);
          if (mutated.isInvalid) expect(status).toBeGreaterThanOrEqual(400);
        });
      },
      deadlineMs,
    );

    it(
      'refuses what the contract refuses, and changes nothing',
      async () => {
        const invalid = mutatedRequest(operation, validRequest(operation, plan)).filter(({ isInvalid }) => isInvalid);
        const refused = async ({ request }: { request: RestRequest }): Promise<void> => {
          const { status } = await send(operation, world, request);
          counts.calls += 1;
          expect(status).toBeGreaterThanOrEqual(400);
          expect(status).toBeLessThan(500);
        };
        await tryAll(invalid, shares.invalid, refused, together);
        expect(await server.state()).toEqual(state);
      },
      deadlineMs,
    );
  },
);

it('tried every operation of the contract, and each did its work at least once', () => {
  expect([...seen.keys()].sort()).toEqual(operations.map(({ id }) => id).sort());
  expect([...seen].filter(([, { calls, successes }]) => calls === 0 || successes === 0)).toEqual([]);
});
