import type { SeenMessage } from '../history/events.js';
import type { KeptMember, KeptReaction, LogRow, RoomLogRow, SeenPointer } from '../history/log-rows.js';

/** What the database says of one room: every committed version, and the tables as they were at the end. */
export interface RoomTruth {
  readonly roomId: string;
  readonly tenantId: string;
  /** `public` also when the run does not say. */
  readonly type: 'public' | 'private' | 'direct' | 'match';
  /** Its row of `room_heads`; none for a room that has no more than versions. */
  readonly head: { readonly epoch: string; readonly lastSeq: number; readonly position: number } | undefined;
  /** Versions of messages, in the order of commit. */
  readonly messageVersions: readonly SeenMessage[];
  /** Versions of seats, in the order of commit. A position of 0 = it took none. */
  readonly seatVersions: readonly KeptMember[];
  /** How far each has read, in the order of commit. */
  readonly pointerVersions: readonly SeenPointer[];
  /** The table at the end, ascending by seq. */
  readonly messages: readonly SeenMessage[];
  /** The table at the end, seats that were left included. */
  readonly seats: readonly KeptMember[];
  /** The table of reactions at the end, of each message in the order in which they came. */
  readonly reactions: readonly KeptReaction[];
  /** How far each has read at the end. */
  readonly pointers: readonly SeenPointer[];
}

interface Open {
  roomId: string;
  tenantId: string;
  type: RoomTruth['type'];
  head: RoomTruth['head'];
  messageVersions: SeenMessage[];
  seatVersions: KeptMember[];
  pointerVersions: SeenPointer[];
  messages: SeenMessage[];
  seats: KeptMember[];
  reactions: KeptReaction[];
  pointers: SeenPointer[];
}

/** What was committed, by room. */
export function indexRooms(log: readonly LogRow[]): Map<string, RoomTruth> {
  const rooms = new Map<string, Open>();
  for (const row of log) {
    if (row.table === 'mails' || row.table === 'jobs') continue;
    const room = rooms.get(row.roomId) ?? emptyRoom(row);
    rooms.set(row.roomId, room);
    take(room, row);
  }
  for (const room of rooms.values()) room.messages.sort((a, b) => a.seq - b.seq);
  return rooms;
}

const emptyRoom = ({ roomId, tenantId }: RoomLogRow): Open => ({
  roomId,
  tenantId,
  type: 'public',
  head: undefined,
  messageVersions: [],
  seatVersions: [],
  pointerVersions: [],
  messages: [],
  seats: [],
  reactions: [],
  pointers: [],
});

function take(room: Open, row: RoomLogRow): void {
  if (row.table === 'rooms') room.type = row.type;
  else if (row.table === 'room_heads') room.head = row;
  else if (row.table === 'reactions') room.reactions.push(row);
  else if (row.table === 'read_pointers') (row.from === 'proof_log' ? room.pointerVersions : room.pointers).push(row);
  else if (row.table === 'messages') (row.from === 'proof_log' ? room.messageVersions : room.messages).push(row);
  else (row.from === 'proof_log' ? room.seatVersions : room.seats).push(row);
}

/** What a room held when it stood at a position: the tables' rows, from the versions. */
export function roomAt(room: RoomTruth, position: number): Pick<RoomTruth, 'messages' | 'seats'> {
  const latest = <Row extends { position: number }>(versions: readonly Row[], keyOf: (row: Row) => string): Row[] => {
    const known = versions.filter((version) => version.position <= position);
    return [...new Map(known.map((version) => [keyOf(version), version])).values()];
  };
  return {
    messages: latest(room.messageVersions, ({ id }) => id).sort((a, b) => a.seq - b.seq),
    seats: latest(room.seatVersions, ({ userId }) => userId),
  };
}

/** Joins and leaves above this take no position and reach only the one who did it. */
const maxListedSeats = 200;

/** Whether the members of a room are told to all; the histories of seats say nothing where they are not. */
export const listsSeats = ({ seats }: RoomTruth): boolean => seats.length <= maxListedSeats;
