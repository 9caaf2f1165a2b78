import { toMember } from '../members/member.mapper.js';
import type { Member } from '../members/member.schema.js';
import { namedIn, toMessage } from '../messages/message.mapper.js';
import { toRoom } from '../rooms/room.mapper.js';
import { toUser } from '../users/user.mapper.js';
import type { User } from '../users/user.schema.js';
import type { RoomSnapshot } from './changes.repository.js';
import type { Changes } from './changes.schema.js';

/** More changes, or more bytes of them, than this are not sent one by one: the client starts afresh. */
export const maxChanges = 300;
const maxBytes = 256 * 1024;

/** What a snapshot tells every reader of the room alike; made once for all who share the snapshot. */
export interface RoomView {
  readonly snapshot: RoomSnapshot;
  /** `undefined` when they are too many. */
  readonly changes: Changes | undefined;
  /** What `changes` takes as JSON. */
  readonly bytes: number;
  readonly members: readonly Member[];
  readonly users: readonly User[];
}

/** The room afresh: the newest page, without the oldest messages of it that would make it too large. */
export function afreshView(snapshot: RoomSnapshot): RoomView & { changes: Changes } {
  const members = snapshot.members.map(toMember);
  const messages = snapshot.messages.map(toMessage);
  const users = usersNamed(snapshot, [...messages.flatMap(namedIn), ...idsOf(members)]);
  const changes = {
    ...frameOf(snapshot),
    after: 0,
    reset: true,
    messages,
    members,
    room: toRoom(snapshot.room),
    users,
  };
  let bytes = sizeOf(changes);
  while (bytes > maxBytes && messages.length > 1) bytes -= sizeOf(messages.shift());
  return { snapshot, changes, bytes, members, users };
}

/** What changed since a position. */
export function sinceView(snapshot: RoomSnapshot, position: number): RoomView {
  const shown = snapshot.members.filter((member) => member.left_at === null).map(toMember);
  const members = snapshot.members.filter((member) => member.position > position).map(toMember);
  const messages = snapshot.messages.map(toMessage);
  const named = messages.flatMap(namedIn);
  const changes = {
    ...frameOf(snapshot),
    after: position,
    reset: false,
    messages,
    members,
    room: snapshot.room.room_position > position ? toRoom(snapshot.room) : null,
    users: usersNamed(snapshot, [...named, ...idsOf(members)]),
  };
  const bytes = sizeOf(changes);
  const isTooMuch = messages.length + members.length > maxChanges || bytes > maxBytes;
  return {
    snapshot,
    changes: isTooMuch ? undefined : changes,
    bytes,
    members: shown,
    users: usersNamed(snapshot, [...named, ...idsOf(shown)]),
  };
}

/**
 * A reader's own seat beside those that all are shown: in a large room they are not told each other's.
 * @param userId `null`: somebody who has no seat anywhere
 */
export function withOwnSeat<Lists extends { members: readonly Member[]; users: readonly User[] }>(
  lists: Lists,
  snapshot: RoomSnapshot,
  userId: string | null,
): Lists {
  const own = snapshot.own.find((seat) => seat.user_id === userId && seat.left_at === null);
  if (!own || lists.members.some((member) => member.userId === userId)) return lists;
  const isNamed = lists.users.some((user) => user.id === userId);
  return {
    ...lists,
    members: [...lists.members, toMember(own)],
    users: isNamed ? lists.users : [...lists.users, ...usersNamed(snapshot, [own.user_id])],
  };
}

const frameOf = ({ room }: RoomSnapshot) => ({ roomId: room.id, epoch: room.epoch, position: room.head_position });

const idsOf = (members: readonly Member[]): string[] => members.map((member) => member.userId);

function usersNamed({ users }: RoomSnapshot, ids: readonly string[]): User[] {
  const named = new Set(ids);
  return users.filter((user) => named.has(user.id)).map(toUser);
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
