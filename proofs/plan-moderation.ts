import type { Actor, PlannedOperation, RoomKind } from './plan.js';
import { createRandom, type Random } from './random.js';

/** How long somebody is kept out, and how long nobody is before the next one, in milliseconds. */
const outMs = [1_500, 5_000] as const;
const restMs = [500, 2_500] as const;

/** Nobody is shut out who would not be let in again this long before the end. */
const calmEndMs = 1_000;

/** How many of them are banned from a public room; the others lose their seat in the private one. */
const banShare = 0.7;
const bannedFrom: Readonly<Record<Exclude<RoomKind, 'private'>, number>> = { hot: 60, normal: 25, shifting: 15 };

/** How many of them have plain sockets, which listen on whatever they are told. */
const rawShare = 0.4;

/**
 * Whom each tenant's moderator shuts out and lets in again, one after the other: among those who read the room live, so that
 * whatever reaches them meanwhile is seen.
 */
export function planModeration(seed: number, seconds: number, cast: readonly Actor[]): Omit<PlannedOperation, 'n'>[] {
  return cast
    .filter(({ kind }) => kind === 'moderator')
    .flatMap((moderator) => {
      const random = createRandom(seed).fork(moderator.name);
      const people = cast.filter(
        ({ tenant, kind }) => tenant === moderator.tenant && (kind === 'sdk' || kind === 'raw'),
      );
      return episodes(random, moderator.name, people, seconds * 1_000 - calmEndMs);
    });
}

function episodes(
  random: Random,
  actor: string,
  people: readonly Actor[],
  endMs: number,
): Omit<PlannedOperation, 'n'>[] {
  const planned: Omit<PlannedOperation, 'n'>[] = [];
  let atMs = random.between(...restMs);
  for (;;) {
    const backMs = atMs + random.between(...outMs);
    if (backMs > endMs) return planned;
    const isBan = random.chance(banShare);
    const room: RoomKind = isBan ? random.weighted(bannedFrom) : 'private';
    const { name: target } = pickReader(random, people, room);
    const both = { actor, room, target, textBytes: 0, back: 0, emoji: '', isOfVersion: false, copies: 1 };
    planned.push(
      { ...both, atMs, op: isBan ? 'ban' : 'remove' },
      { ...both, atMs: backMs, op: isBan ? 'unban' : 'add' },
    );
    atMs = backMs + random.between(...restMs);
  }
}

function pickReader(random: Random, people: readonly Actor[], room: RoomKind): Actor {
  const readers = people.filter(({ rooms }) => rooms.includes(room));
  const raw = readers.filter(({ kind }) => kind === 'raw');
  return random.pick(raw.length > 0 && random.chance(rawShare) ? raw : readers);
}
