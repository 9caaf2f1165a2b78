import { DomainError } from '../common/errors/domain-error.js';
import { toMember } from '../members/member.mapper.js';
import { toMessage } from '../messages/message.mapper.js';
import { toRoom } from '../rooms/room.mapper.js';
import { toUser } from '../users/user.mapper.js';
import type { Changes } from './changes.schema.js';
import type { Send, WrittenRow } from './writer.repository.js';
import type { Sent } from './writer.service.js';

/** What a batch came to: a result for each send, in their order, and a frame for each room that changed. */
export interface Outcome {
  results: (Sent | DomainError | 'locked')[];
  changes: { tenantId: string; changes: Changes }[];
}

/** Puts together what the database said of a batch. */
export function toOutcome(batch: readonly Send[], rows: readonly WrittenRow[]): Outcome {
  const rooms = new Map<string, { tenantId: string; changes: Changes }>();
  const results = batch.map((send, at) => {
    const row = rows[at];
    if (!row) throw new Error('the database answered fewer rows than it was sent');
    const result = toResult(send, row);
    if (result !== 'locked' && !(result instanceof DomainError) && result.isNew) tell(rooms, send, row, result);
    return result;
  });
  return { results, changes: [...rooms.values()] };
}

function toResult(send: Send, row: WrittenRow): Sent | DomainError | 'locked' {
  switch (row.verdict) {
    case 'written':
      return { message: toMessage(writtenRow(send, row)), isNew: true, hasJoined: row.has_joined };
    case 'repeated':
      if (!row.first) throw new Error('a repeated send came without its first');
      return { message: toMessage(row.first), isNew: false, hasJoined: false };
    case 'locked':
      return 'locked';
    default:
      return new DomainError(row.verdict);
  }
}

const writtenRow = (send: Send, row: WrittenRow) => ({
  id: send.id,
  room_id: send.roomId,
  seq: row.seq,
  position: row.position,
  client_id: send.clientId,
  author_id: send.authorId,
  kind: 'text' as const,
  text: send.text,
  created_at: row.created_at,
  edited_at: null,
  deleted_at: null,
  reply_to_id: send.replyToId,
  reply_to_seq: row.reply_seq,
  mentions: [...send.mentions],
  pinned_at: null,
});

/** Adds a written message to the frame of its room. */
function tell(
  rooms: Map<string, { tenantId: string; changes: Changes }>,
  { tenantId, roomId }: Send,
  row: WrittenRow,
  { message }: Sent,
): void {
  const key = `${tenantId}/${roomId}`;
  const told = rooms.get(key) ?? { tenantId, changes: newFrame(roomId, row) };
  rooms.set(key, told);
  const { changes } = told;
  changes.position = row.position;
  changes.messages.push(message);
  if (row.seat) changes.members.push(toMember(row.seat));
  const { author } = row;
  if (author && !changes.users.some((user) => user.id === author.id)) changes.users.push(toUser(author));
  // Each of the batch's messages moves the room on; the frame shows it as it is after the last one.
  const room = row.room && { ...row.room, epoch: row.epoch, last_seq: row.seq, head_position: row.position };
  if (room) changes.room = toRoom(room);
  else if (changes.room) changes.room = { ...changes.room, lastSeq: row.seq, position: row.position };
}

const newFrame = (roomId: string, row: WrittenRow): Changes => ({
  roomId,
  epoch: row.epoch,
  after: row.before_position,
  position: row.before_position,
  reset: false,
  messages: [],
  members: [],
  room: null,
  users: [],
});
