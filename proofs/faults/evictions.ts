import type { Socket } from 'socket.io-client';
import type { Heads, Room, Session } from '../../sdk/src/contract/index.js';
import { pause } from '../clock.js';
import type { ShutOutOp } from '../history/events.js';
import { must } from '../rest.js';
import type { Scene } from './fault.js';
import { plainSocket } from './plain-socket.js';

/** The type of the room that each is tried in. */
const ways: Readonly<Record<ShutOutOp, Room['type']>> = { ban: 'public', remove: 'private' };

/** Pause between two questions whether a socket still hears a room. */
const askEveryMs = 50;

let people = 0;

/**
 * Shuts people out of rooms on the first node that they have open on the second one, in each way once, and writes down
 * how long their sockets heard them.
 * @param withinMs how long they may
 */
export async function shutOutElsewhere(scene: Scene, withinMs: number): Promise<void> {
  await Promise.all((Object.keys(ways) as ShutOutOp[]).map((op) => shutOutOne(scene, op, withinMs)));
}

async function shutOutOne({ nodes, tenants, record }: Scene, op: ShutOutOp, withinMs: number): Promise<void> {
  const [here, there] = nodes;
  const [tenant] = tenants;
  if (!here || !there || !tenant) throw new Error('it takes two nodes');
  people += 1;
  const client = `shut-out-${people}`;
  const owner = { bearer: tenant.secretKey, asUser: tenant.ownerId };
  const { id: roomId } = await must<Room>(here.url, 'POST', '/rooms', {
    ...owner,
    body: { type: ways[op], name: client },
  });
  const key = tenant.publicKey;
  const { user, accessToken } = await must<Session>(here.url, 'POST', '/auth/guest', {
    key,
    body: { displayName: client },
  });
  await must(here.url, 'POST', `/rooms/${roomId}/members`, { ...owner, body: { userId: user.id } });
  const socket = await plainSocket(there.url, key, accessToken);
  try {
    await ask(socket, 'room:open', { roomId });
    if (!(await hears(socket, roomId))) throw new Error(`${client} does not hear the room it opened`);
    const [method, list] = op === 'ban' ? ['PUT', 'bans'] : ['DELETE', 'members'];
    await must(here.url, method, `/rooms/${roomId}/${list}/${user.id}`, owner);
    const ms = await untilDeaf(socket, roomId, withinMs);
    record({ kind: 'eviction', client, roomId, userId: user.id, op, ms, withinMs });
  } finally {
    socket.disconnect();
  }
}

/** @returns after how many milliseconds the socket was out of the room; null = it was not in time */
async function untilDeaf(socket: Socket, roomId: string, withinMs: number): Promise<number | null> {
  const from = performance.now();
  while (performance.now() - from < withinMs) {
    if (!(await hears(socket, roomId))) return performance.now() - from;
    await pause(askEveryMs);
  }
  return null;
}

async function hears(socket: Socket, roomId: string): Promise<boolean> {
  const { heads } = await ask<Heads>(socket, 'heads', {});
  return heads.some((head) => head.roomId === roomId);
}

/** @throws Error when it was refused */
async function ask<Reply>(socket: Socket, command: string, input: object): Promise<Reply> {
  const ack = (await socket.timeout(10_000).emitWithAck(command, input)) as { ok: boolean; data: Reply };
  if (!ack.ok) throw new Error(`${command} was refused: ${JSON.stringify(ack)}`);
  return ack.data;
}
