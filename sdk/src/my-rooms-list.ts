import type { Activity, Changes, Message, MyRoom, OwnMember, Receipts, User } from './contract/index.js';
import type { ChatError } from './errors.js';

/** The rooms of one person, as they can be drawn. Every change gives a new object; rooms that did not change stay the same objects. */
export interface MyRoomList {
  /** `idle` nobody subscribes, or there is no session; `loading` nothing is known yet; `ready`; `error` they cannot be read. */
  readonly status: 'idle' | 'loading' | 'ready' | 'error';
  /** Why the last try to read them failed; null once one succeeded. */
  readonly error: ChatError | null;
  /** Pinned ones first, then by what was written last, newest first. */
  readonly rooms: readonly MyRoom[];
  /** All unread messages of rooms that are not muted. */
  readonly totalUnread: number;
}

/** A list of which nothing is known. */
export const emptyList: MyRoomList = { status: 'idle', error: null, rooms: [], totalUnread: 0 };

/** What happens to the list. */
export type ListEvent =
  | { name: 'activity'; event: Activity }
  | { name: 'receipts'; event: Receipts }
  | { name: 'changes'; event: Changes }
  | { name: 'user'; event: User }
  | { name: 'arranged'; event: OwnMember };

/** The list with these rooms, in order. */
export function withRooms(list: MyRoomList, rooms: readonly MyRoom[]): MyRoomList {
  const sorted = [...rooms].sort(
    (a, b) =>
      Number(b.member.pinned) - Number(a.member.pinned) ||
      activeAt(b).localeCompare(activeAt(a)) ||
      b.room.id.localeCompare(a.room.id),
  );
  const totalUnread = rooms.reduce((sum, { member, unreadCount }) => sum + (member.muted ? 0 : unreadCount), 0);
  return { ...list, rooms: sorted, totalUnread };
}

/**
 * The list after something happened.
 * @param userId the person's own id
 * @returns `isStale` when this does not say enough, and the list has to be read again
 */
export function applyEvent(
  list: MyRoomList,
  happened: ListEvent,
  userId: string,
): { list: MyRoomList; isStale: boolean } {
  if (happened.name === 'user') {
    const user = happened.event;
    const of = (held: User | null) => (held?.id === user.id ? user : held);
    const isNamed = (it: MyRoom) => [it.author, it.subject, it.peer].some((one) => one?.id === user.id);
    const rooms = list.rooms.map((it) =>
      isNamed(it) ? { ...it, author: of(it.author), subject: of(it.subject), peer: of(it.peer) } : it,
    );
    return changed(list, rooms);
  }
  const { roomId } = happened.event;
  const held = list.rooms.find(({ room }) => room.id === roomId);
  // A room that one has just come into, or back to.
  if (!held) return { list, isStale: happened.name === 'activity' };
  const { next, isStale } = changedRoom(held, happened, userId);
  return {
    ...changed(
      list,
      list.rooms.map((it) => (it === held ? next : it)),
    ),
    isStale,
  };
}

function changedRoom(held: MyRoom, happened: ListEvent, userId: string): { next: MyRoom; isStale: boolean } {
  switch (happened.name) {
    case 'activity': {
      const { lastSeq, lastMessage, author, subject, mentions } = happened.event;
      const isNewer = lastSeq - held.room.lastSeq || lastMessage.position - (held.lastMessage?.position ?? 0);
      const isStale = isCounted(held, mentions, userId);
      if (isNewer <= 0) return { next: held, isStale };
      // What only changed is counted anew with the next list.
      const isNamed = lastSeq > held.room.lastSeq && isForAll(held, mentions);
      const mentionCount = held.mentionCount + (isNamed ? 1 : 0);
      const next = { ...held, room: { ...held.room, lastSeq }, lastMessage, author, subject, mentionCount };
      return { next: counted(next, ownSeq([lastMessage], userId)), isStale };
    }
    case 'receipts': {
      const read = happened.event.receipts.find((receipt) => receipt.userId === userId);
      if (!read) return { next: held, isStale: false };
      const next = counted({ ...held, member: { ...held.member, markedUnread: false } }, read.seq);
      return { next, isStale: next.mentionCount > 0 };
    }
    case 'changes': {
      const { room, messages, members, users, position, epoch } = happened.event;
      const newest = messages.filter(({ seq }) => seq >= (held.lastMessage?.seq ?? 0)).at(-1);
      const lastSeq = Math.max(room?.lastSeq ?? 0, held.room.lastSeq, newest?.seq ?? 0);
      const seat = members.find((member) => member.userId === userId);
      const fresh = messages.filter(({ seq }) => seq > held.room.lastSeq);
      const named = (id: string | undefined) => users.find((user) => user.id === id) ?? null;
      const next = {
        ...held,
        room: { ...held.room, ...room, lastSeq, position, epoch },
        member: seat ? { ...held.member, ...seat, readSeq: Math.max(seat.readSeq, held.member.readSeq) } : held.member,
        lastMessage: newest ?? held.lastMessage,
        author: newest ? named(newest.authorId) : held.author,
        subject: newest ? named(subjectOf(newest)) : held.subject,
        mentionCount:
          held.mentionCount + fresh.filter((it) => it.authorId !== userId && isForAll(held, it.mentions)).length,
      };
      const isNamed = fresh.some((it) => isCounted(held, it.mentions, userId));
      // Whether it named somebody is known no more, once it is edited or deleted.
      const isUnnamed = messages.some(
        (it) => it.seq <= held.room.lastSeq && it.seq > held.member.readSeq && (it.deletedAt ?? it.editedAt) !== null,
      );
      const isStale = isNamed || (held.mentionCount > 0 && isUnnamed);
      return { next: counted(next, ownSeq(messages, userId)), isStale };
    }
    case 'arranged':
      return { next: counted({ ...held, member: happened.event }, 0), isStale: false };
    case 'user':
      return { next: held, isStale: false };
  }
}

/** Whether these name the person, or everybody in a room of not too many: how often they are named the server counts. */
const isCounted = ({ room }: MyRoom, mentions: readonly string[], userId: string): boolean =>
  mentions.includes(userId) || (room.membersListed && mentions.includes(room.id));

/** Whether these name everybody in a large room: who are too many to ask all at once how often they are named. */
const isForAll = ({ room }: MyRoom, mentions: readonly string[]): boolean =>
  !room.membersListed && mentions.includes(room.id);

/** A room whose own pointer is at `readSeq` at least. */
function counted(room: MyRoom, readSeq: number): MyRoom {
  const member = { ...room.member, readSeq: Math.max(room.member.readSeq, readSeq) };
  const unreadCount = Math.max(0, room.room.lastSeq - member.readSeq);
  return { ...room, member, unreadCount, mentionCount: unreadCount === 0 ? 0 : room.mentionCount };
}

const changed = (list: MyRoomList, rooms: readonly MyRoom[]) => ({ list: withRooms(list, rooms), isStale: false });

/** Whom a system message is about, where it is about somebody. */
const subjectOf = ({ system }: Message): string | undefined =>
  system?.type === 'role_changed' ? system.userId : undefined;

/** Whoever writes has read what they wrote. */
const ownSeq = (messages: readonly { authorId: string; seq: number }[], userId: string): number =>
  Math.max(0, ...messages.filter(({ authorId }) => authorId === userId).map(({ seq }) => seq));

const activeAt = ({ lastMessage, room }: MyRoom): string => lastMessage?.createdAt ?? room.createdAt;
