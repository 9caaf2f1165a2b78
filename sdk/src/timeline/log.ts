import type { Anchor, Changes, Member, Message, Receipt, Room, User } from '../contract/index.js';

/** What this client holds of one room's log, whole up to `position`. `epoch` is null before the first answer. */
export interface Log {
  readonly epoch: string | null;
  readonly position: number;
  readonly room: Room | null;
  /** By user id, those who left included. */
  readonly members: Readonly<Record<string, Member>>;
  readonly users: Readonly<Record<string, User>>;
  /** Ascending by seq, without holes. */
  readonly messages: readonly Message[];
  readonly hasBefore: boolean;
  /** While an older page is being fetched: what changed below the oldest held message, for the page may be older. */
  readonly strays: readonly Message[] | null;
  /** An older page was put in front: somebody reads up there, and nothing is let go of before a reset. */
  readonly isPaged: boolean;
}

/** A log of which nothing is known. */
export const emptyLog: Log = {
  epoch: null,
  position: 0,
  room: null,
  members: {},
  users: {},
  messages: [],
  hasBefore: false,
  strays: null,
  isPaged: false,
};

/** As many of the newest messages are kept while nobody reads older ones. */
const maxLive = 500;

/**
 * The log after one batch. The caller has checked that the batch is a reset, or follows the log's position in the same
 * epoch. A reset drops what was held; what became too many is let go of at the older end, where pages bring it back.
 */
export function applyChanges(log: Log, changes: Changes): Log {
  const base = changes.reset ? { ...emptyLog, users: log.users } : log;
  const floor = base.messages[0]?.seq ?? 0;
  const held: Message[] = [];
  const below: Message[] = [];
  for (const message of changes.messages) (message.seq < floor ? below : held).push(message);
  const merged = mergeMessages(base.messages, held);
  // A page under way goes before the oldest message that was held when it was asked for.
  const isTooLong = merged.length > maxLive && !base.isPaged && !base.strays;
  const messages = isTooLong ? merged.slice(-maxLive) : merged;
  const room = changes.room ?? base.room;
  const lastSeq = Math.max(room?.lastSeq ?? 0, messages.at(-1)?.seq ?? 0);
  return {
    epoch: changes.epoch,
    position: changes.position,
    room: room && { ...room, lastSeq, position: changes.position, epoch: changes.epoch },
    members: mergeMembers(base.members, changes.members),
    users: mergeUsers(base.users, changes.users),
    messages,
    hasBefore: isTooLong || (changes.reset ? (messages[0]?.seq ?? lastSeq + 1) > 1 : base.hasBefore),
    strays: base.strays && [...base.strays, ...below],
    isPaged: base.isPaged,
  };
}

/** Adds members and users that an answer names beside its changes. */
export const addPeople = (log: Log, members: readonly Member[], users: readonly User[]): Log => ({
  ...log,
  members: mergeMembers(log.members, members),
  users: mergeUsers(log.users, users),
});

/** Moves on how far members have read. */
export const readOn = (log: Log, receipts: readonly Receipt[]): Log =>
  addPeople(
    log,
    receipts.flatMap(({ userId, seq }) => {
      const member = log.members[userId];
      return member && member.readSeq < seq ? { ...member, readSeq: seq } : [];
    }),
    [],
  );

/** The held message that changed last: lets the server see whether this client holds the same history. */
export function anchorOf(log: Log): Anchor | undefined {
  let latest: Message | undefined;
  for (const message of log.messages) if (!latest || message.position > latest.position) latest = message;
  return latest && { messageId: latest.id, position: latest.position };
}

/** Both lists in one, ascending by seq; of two versions of a message the one that changed later stays. */
export function mergeMessages(held: readonly Message[], incoming: readonly Message[]): readonly Message[] {
  if (incoming.length === 0) return held;
  const last = held.at(-1)?.seq ?? 0;
  const sorted = [...incoming].sort((a, b) => a.seq - b.seq || a.position - b.position);
  const bySeq = new Map<number, Message>();
  for (const message of sorted) bySeq.set(message.seq, message);
  const merged = held.map((message) => {
    const other = bySeq.get(message.seq);
    bySeq.delete(message.seq);
    return other && other.position >= message.position ? other : message;
  });
  const isAppended = (sorted[0]?.seq ?? 0) > last;
  merged.push(...bySeq.values());
  return isAppended ? merged : merged.sort((a, b) => a.seq - b.seq);
}

function mergeMembers(held: Log['members'], incoming: readonly Member[]): Log['members'] {
  if (incoming.length === 0) return held;
  const merged = { ...held };
  for (const member of incoming) {
    if ((merged[member.userId]?.position ?? -1) <= member.position) merged[member.userId] = member;
  }
  return merged;
}

/** The same of users, by id. */
export function mergeUsers(held: Log['users'] | readonly User[], incoming: readonly User[]): Log['users'] {
  if (incoming.length === 0 && !Array.isArray(held)) return held as Log['users'];
  const merged: Record<string, User> = {};
  for (const user of Object.values(held)) merged[user.id] = user;
  for (const user of incoming) merged[user.id] = user;
  return merged;
}
