import type { ChangeOp } from './history/events.js';
import { planModeration } from './plan-moderation.js';
import { createRandom } from './random.js';
import type { Random } from './random.js';

/** Tenants of a run. */
export const tenantCount = 3;

/** The rooms of each tenant: a busy one, a usual one, one by invitation, and one whose members come and go. */
export const roomKinds = ['hot', 'normal', 'private', 'shifting'] as const;
export type RoomKind = (typeof roomKinds)[number];

/**
 * Somebody who takes part: an SDK client, a person with two raw sockets, a writer that only knows REST, or the one who keeps
 * order in the rooms of a tenant.
 */
export interface Actor {
  /** Unique in the run: `sdk-12`. */
  readonly name: string;
  readonly kind: Talker | 'moderator';
  /** Index of the tenant. */
  readonly tenant: number;
  /** Index of the node that it talks to first. */
  readonly node: number;
  /** The rooms that it has open, or writes to. */
  readonly rooms: readonly RoomKind[];
}

/** Who writes. */
type Talker = 'sdk' | 'raw' | 'rest';

/** What they do; `seat` = they join or leave. */
type Deed = 'send' | ChangeOp | 'read' | 'seat';

/** What a run does, beside its fault. */
export interface Load {
  readonly sdkClients: number;
  readonly rawUsers: number;
  readonly restWriters: number;
  readonly operationsPerSecond: number;
  /** How much of it is what. Moderators shut people out besides. */
  readonly deeds: Readonly<Record<Deed, number>>;
  /** Who does how much of it. */
  readonly shares: Readonly<Record<Talker, number>>;
  /** Which rooms they choose. */
  readonly rooms: Readonly<Record<RoomKind, number>>;
  /** How likely it is that what a raw user does goes out two to five times at once. */
  readonly duplicates: number;
  readonly maxTextBytes: number;
}

/** PROOFS' L1. */
export const usualLoad: Load = {
  sdkClients: 60,
  rawUsers: 3,
  restWriters: 4,
  operationsPerSecond: 50,
  deeds: { send: 70, edit: 8, delete: 4, react: 6, unreact: 2, read: 8, seat: 2 },
  shares: { sdk: 75, raw: 15, rest: 10 },
  rooms: { hot: 45, normal: 30, private: 10, shifting: 15 },
  duplicates: 0,
  maxTextBytes: 4_096,
};

/** What people react with. Few, so that several have the same. */
const emojis = ['👍', '🎉', '😂', '❤️'] as const;

/** Changes are about one of so many messages that might be: mostly those that others change, too. */
const within = 8;

/** How many edits are for the version that their author saw, and no other. */
const versionShare = 0.3;

/** One thing to do at its moment, whether or not what came before it is done. */
export interface PlannedOperation {
  /** After the load's beginning. */
  readonly atMs: number;
  readonly actor: string;
  readonly op: Exclude<Deed, 'seat'> | 'join' | 'leave' | 'ban' | 'unban' | 'remove' | 'add';
  readonly room: RoomKind;
  /** Numbers the operations of a run. */
  readonly n: number;
  /** Length of the text that a send or an edit carries. */
  readonly textBytes: number;
  /** Which of the messages that it may be about: so many behind the latest one. */
  readonly back: number;
  /** What somebody reacts with. */
  readonly emoji: string;
  /** An edit of the version that its author knows, and of no other. */
  readonly isOfVersion: boolean;
  /** How many times at once it goes out under one clientId. */
  readonly copies: number;
  /** The actor who is shut out of the room, or let in again. */
  readonly target?: string;
}

/** Everybody who takes part. */
export function castOf(load: Load, nodes: number): Actor[] {
  const actors: Actor[] = [];
  for (let at = 0; at < load.sdkClients; at += 1) {
    const nth = Math.floor(at / tenantCount);
    const rooms: RoomKind[] = ['hot', 'normal'];
    if (nth < 5) rooms.push('private');
    if (nth % 3 === 2) rooms.push('shifting');
    actors.push({ name: `sdk-${at}`, kind: 'sdk', tenant: at % tenantCount, node: nth % nodes, rooms });
  }
  for (let at = 0; at < load.rawUsers; at += 1) {
    const rooms: RoomKind[] = ['hot', 'normal', 'private', 'shifting'];
    actors.push({ name: `raw-${at}`, kind: 'raw', tenant: at % tenantCount, node: at % nodes, rooms });
  }
  for (let at = 0; at < load.restWriters; at += 1) {
    const rooms: RoomKind[] = ['hot', 'normal'];
    actors.push({ name: `rest-${at}`, kind: 'rest', tenant: at % tenantCount, node: at % nodes, rooms });
  }
  for (let tenant = 0; tenant < tenantCount; tenant += 1) {
    actors.push({ name: `moderator-${tenant}`, kind: 'moderator', tenant, node: tenant % nodes, rooms: [] });
  }
  return actors;
}

/** What happens when: the same seed, cast and length give the same plan. */
export function planLoad(seed: number, seconds: number, load: Load, cast: readonly Actor[]): PlannedOperation[] {
  const random = createRandom(seed).fork('load');
  const count = Math.round(seconds * load.operationsPerSecond);
  const talk = Array.from({ length: count }, (_, n) => {
    const deed = random.weighted(load.deeds);
    const actor = pickActor(random, load, deed, cast);
    const isCopied = actor.kind === 'raw' && deed !== 'read' && random.chance(load.duplicates);
    return {
      // Evenly spread would be kinder than people are: a moment may have none or several.
      atMs: Math.round(random.next() * seconds * 1_000),
      actor: actor.name,
      op: deed === 'seat' ? random.pick(['join', 'leave'] as const) : deed,
      room: deed === 'seat' ? 'shifting' : pickRoom(random, load, actor),
      n,
      textBytes: textBytes(random, load.maxTextBytes),
      back: random.between(0, within - 1),
      emoji: random.pick(emojis),
      isOfVersion: deed === 'edit' && random.chance(versionShare),
      copies: isCopied ? random.between(2, 5) : 1,
    } satisfies PlannedOperation;
  });
  const order = planModeration(seed, seconds, cast).map((operation, at) => ({ ...operation, n: count + at }));
  return [...talk, ...order].sort((a, b) => a.atMs - b.atMs || a.n - b.n);
}

/** The chats of the SDK alone come and go, where that is for everybody to do. */
function pickActor(random: Random, load: Load, deed: Deed, cast: readonly Actor[]): Actor {
  const kind = deed === 'seat' ? 'sdk' : random.weighted(load.shares);
  return random.pick(cast.filter((one) => one.kind === kind && (deed !== 'seat' || one.rooms.includes('shifting'))));
}

function pickRoom(random: Random, load: Load, actor: Actor): RoomKind {
  const weights = Object.fromEntries(actor.rooms.map((kind) => [kind, load.rooms[kind]]));
  return random.weighted(weights) as RoomKind;
}

/** Mostly short, as people write: every doubling of the length is as likely as the next one. */
const textBytes = (random: Random, max: number): number => Math.round(20 * (max / 20) ** random.next());

/** A text that occurs once in a run and says where it belongs. */
export function canaryOf(tenant: number, room: string, author: string, n: number, bytes: number): string {
  const canary = `t${tenant}/${room}/${author}/${n}`;
  return canary.length + 2 > bytes ? canary : `${canary} ${'x'.repeat(bytes - canary.length - 1)}`;
}
