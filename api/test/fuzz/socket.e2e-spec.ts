import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maxBodyBytes } from '../../src/config/http.config.js';
import { QuietServer } from '../support/quiet-server.js';
import { connect, type RawAck, type RawSocket } from '../support/socket.js';
import { type SocketCommand, socketCommands } from './contract.js';
import { cipher, settleContent } from './message-content.js';
import { type Mutation, mutationsOf } from './mutations.js';
import { cases, deadlineMs, shares, tryAll } from './settings.js';
import { type Fields, validInput } from './valid-input.js';
import { makeWorld, type World } from './world.js';

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

/** Of thousands some have the same clientId, and more changes of one user are refused than that, whatever the tenant's limits. */
const refusals = ['client_id_reused', ...(cases > 200 ? ['rate_limited'] : [])];

/** How often each command was tried, and how often it did what it is for. */
const seen = new Map<string, { calls: number; successes: number }>();

/** Makes a generated payload keep the rules that stand between its fields. */
function settle(command: string, { messages }: World, payload: Record<string, unknown>): Record<string, unknown> {
  const settled = { ...payload };
  if (command === 'room:open') {
    if ('roomId' in settled) delete settled['slug'];
    else settled['slug'] ??= 'lobby';
    if (!('epoch' in settled && 'position' in settled)) for (const name of ['epoch', 'position']) delete settled[name];
  }
  // A reply is to a message of the same room, and a thread hangs on one.
  const inRoom = messages.find(({ roomId }) => roomId === settled['roomId']);
  for (const name of ['replyTo', 'threadId', 'messageId']) if (name in settled) settled[name] = inRoom?.id;
  if (command === 'message:send') settleContent(settled);
  // Each edit moves its message on: no position is good for two of them.
  if (command === 'message:edit') delete settled['position'];
  return settled;
}

function validPayload({ name, payload }: SocketCommand, world: World) {
  const fields: Fields = {
    epoch: fc.constantFrom(world.lobby.epoch, 'another'),
    slug: fc.oneof(fc.constant('lobby'), fc.stringMatching(/^[a-z0-9-]{9,64}$/)),
    token: fc.constant(world.owner.token),
    emoji: fc.constantFrom('👍', '❤', '❤\uFE0F', '🏳️‍🌈', '1️⃣'),
    data: cipher,
    // Each room has one message.
    seq: fc.constantFrom(0, 1),
  };
  return validInput(payload, world.ids, fields).map((value) => settle(name, world, value as Record<string, unknown>));
}

/** What a command may be given that is no payload at all. */
const noPayloads: readonly unknown[][] = [[], [null], [42], ['text'], [[]], [{}, {}], [Buffer.from('{}')], [true]];

/** Arguments of a command: its payload with one mutation, or something else. */
function mutatedArguments({ payload }: SocketCommand, valid: fc.Arbitrary<Record<string, unknown>>) {
  const mutated = fc.tuple(valid, fc.nat()).map(([value, choice]): Mutation => {
    const mutations = mutationsOf(payload, value);
    const mutate = mutations[choice % mutations.length];
    if (!mutate) throw new Error('nothing to mutate');
    const { what, value: to, isInvalid } = mutate();
    return { what, value: [to], isInvalid };
  });
  const none = fc.constantFrom(...noPayloads).map((value): Mutation => ({ what: 'arguments', value, isInvalid: true }));
  // A frame above the limit ends the socket, which has its own test.
  return fc
    .oneof({ weight: 9, arbitrary: mutated }, none)
    .filter(({ value }) => Buffer.byteLength(JSON.stringify(value)) < maxBodyBytes - 1_000);
}

describe.each(socketCommands.map((command) => [command.name, command] as const))('%s', (name, command) => {
  let world: World;
  let socket: RawSocket;
  const counts = { calls: 0, successes: 0 };
  beforeAll(async () => {
    seen.set(name, counts);
    world = await makeWorld(server.url);
    socket = await online();
  });
  afterAll(() => socket.close());

  function online(): Promise<RawSocket> {
    return connect({ url: server.url, auth: { key: world.tenant.key, token: world.owner.token } });
  }

  /** Asks it; the socket stays open whatever it was. */
  async function ask(input: unknown[]): Promise<RawAck> {
    // One socket that asked for all of it would be told to slow down.
    if (counts.calls % 100 === 99) {
      const last = socket;
      socket = await online();
      // Only now: with the last socket of a user their ticket would go.
      last.close();
    }
    const ack = await socket.ask(name, ...input);
    counts.calls += 1;
    if (!ack.ok) expect(ack.error.status).toBeLessThan(500);
    expect(socket.socket.connected).toBe(true);
    return ack;
  }

  it(
    'takes what the contract takes',
    async () => {
      await tryAll(validPayload(command, world), shares.valid, async (payload) => {
        const ack = await ask([payload]);
        if (ack.ok) counts.successes += 1;
        else expect(refusals).toContain(ack.error.code);
      });
    },
    deadlineMs,
  );

  it(
    'never fails at what may be odd or wrong, and changes nothing where it refuses',
    async () => {
      // All tables, as they were after the last command.
      let state = await server.state();
      await tryAll(mutatedArguments(command, validPayload(command, world)), shares.odd, async (input) => {
        const { ok } = await ask(input.value as unknown[]);
        if (input.isInvalid) expect(ok).toBe(false);
        const before = state;
        state = await server.state();
        if (!ok) expect(state).toEqual(before);
      });
    },
    deadlineMs,
  );

  it(
    'refuses what the contract refuses, and changes nothing',
    async () => {
      const invalid = mutatedArguments(command, validPayload(command, world)).filter(({ isInvalid }) => isInvalid);
      const state = await server.state();
      await tryAll(invalid, shares.invalid, async ({ value }) => {
        expect((await ask(value as unknown[])).ok).toBe(false);
      });
      expect(await server.state()).toEqual(state);
    },
    deadlineMs,
  );
});

it('tried every command of the contract, and each did its work at least once', () => {
  expect([...seen.keys()].sort()).toEqual(socketCommands.map(({ name }) => name).sort());
  expect([...seen].filter(([, { calls, successes }]) => calls === 0 || successes === 0)).toEqual([]);
});
