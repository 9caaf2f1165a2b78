import { DomainError } from '../common/errors/domain-error.js';
import { toMember } from '../members/member.mapper.js';
import { toMessage } from '../messages/message.mapper.js';
import type { Message } from '../messages/message.schema.js';
import { toIso, toRoom } from '../rooms/room.mapper.js';
import { toUser } from '../users/user.mapper.js';
import type { Places } from './batch-places.js';
import { type Changes, emptyChanges } from './changes.schema.js';
import type { Send, WrittenBatch } from './writer.repository.js';
import type { Sent } from './writer.service.js';

/** What a batch came to: a result for each send, in their order, and a frame for each room that changed. */
export interface Outcome {
  results: (Sent | DomainError | 'locked')[];
  changes: { tenantId: string; changes: Changes; hasNewMessages: true }[];
}

/** Puts together what the database said of a batch. */
export function toOutcome(batch: readonly Send[], places: Places, written: WrittenBatch): Outcome {
  if (written.verdicts.length !== batch.length) throw new Error('the database answered for another batch');
  const createdAt = toIso(written.createdAt);
  const frames = new Map<number, Changes>();
  const named = new Set<number>();
  const results = batch.map((send, at) => {
    const verdict = written.verdicts[at];
    if (verdict === 'locked') return 'locked';
    if (verdict === 'repeated') {
      const first = written.firsts?.[at + 1];
      if (!first) throw new Error('a repeated send came without its first');
      return { message: toMessage(first), isNew: false, hasJoined: false };
    }
    const author = places.sends[at] ?? 0;
    if (verdict === 'slow_mode') {
      // Who may write now was too fast within the batch: they wait for the whole pause.
      const retryAfterMs = written.delays?.[author] || 1_000 * (written.paces?.[author] ?? 0);
      return new DomainError(verdict, undefined, { retryAfterMs });
    }
    if (verdict) return new DomainError(verdict);
    const message = toNewMessage(send, written, at, createdAt);
    const room = places.authors[author]?.room ?? 0;
    const frame =
      frames.get(room) ?? emptyChanges(send.roomId, written.epochs[room] ?? '', written.beforePositions[room] ?? 0);
    frames.set(room, frame);
    frame.position = message.position;
    frame.messages.push(message);
    if (!named.has(author)) {
      named.add(author);
      const profile = written.profiles[author];
      if (profile) frame.users.push(toUser(profile));
      const seat = written.seats?.[author + 1];
      if (seat) frame.members.push(toMember(seat));
    }
    return { message, isNew: true, hasJoined: written.hasJoined[at] ?? false };
  });
  for (const [room, frame] of frames) {
    const row = written.rooms?.[room + 1];
    const lastSeq = frame.messages.at(-1)?.seq ?? 0;
    // Each of the batch's messages moved the room on; the frame shows it as it is after the last one.
    if (row) frame.room = toRoom({ ...row, epoch: frame.epoch, last_seq: lastSeq, head_position: frame.position });
  }
  const changes = [...frames].map(([room, frame]) => ({
    tenantId: places.rooms[room]?.tenantId ?? '',
    changes: frame,
    hasNewMessages: true as const,
  }));
  return { results, changes };
}

/** A message that was just written: nothing has happened to it yet. */
function toNewMessage(send: Send, written: WrittenBatch, at: number, createdAt: string): Message {
  const replySeq = written.replySeqs?.[at] ?? null;
  return {
    id: send.id,
    roomId: send.roomId,
    seq: written.seqs[at] ?? 0,
    position: written.positions[at] ?? 0,
    clientId: send.clientId,
    authorId: send.authorId,
    kind: send.encrypted ? 'encrypted' : 'text',
    text: send.text,
    createdAt,
    editedAt: null,
    deletedAt: null,
    replyTo: send.replyToId === null || replySeq === null ? null : { messageId: send.replyToId, seq: replySeq },
    mentions: [...send.mentions],
    reactions: [],
    attachments: [],
    pinnedAt: null,
    preview: null,
    system: null,
    streaming: false,
    threadId: send.threadId,
    thread: null,
    encrypted: send.encrypted,
  };
}
