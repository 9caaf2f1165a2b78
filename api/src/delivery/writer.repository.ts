import { Injectable } from '@nestjs/common';
import { RoomsConfig } from '../config/rooms.config.js';
import { Database } from '../database/database.js';
import type { MemberRow } from '../members/member.mapper.js';
import type { MessageRow } from '../messages/message.mapper.js';
import type { Encrypted } from '../messages/message.schema.js';
import type { UserRow } from '../users/user.mapper.js';
import { type Places, placesOf } from './batch-places.js';
import { KnownAuthors, type Versions } from './known-authors.js';
import type { Waiting } from './writer-queue.js';

/** A send as the writer takes it; its input was checked against the schema. */
export interface Send extends Waiting {
  /** The message's id, if it is written. */
  readonly id: string;
  /** SHA-256 of the body, in hexadecimal. */
  readonly bodyHash: string;
  readonly text: string;
  /** What is said in place of a text; null = nothing. */
  readonly encrypted: Encrypted | null;
  /** Id of the message it replies to; null = none. */
  readonly replyToId: string | null;
  /** Id of the message on whose thread it hangs; null = it stands in the room. */
  readonly threadId: string | null;
  readonly mentions: readonly string[];
}

/** A room's own columns, without its head. */
export interface BareRoomRow {
  id: string;
  type: 'public' | 'private' | 'direct' | 'match';
  slug: string | null;
  name: string | null;
  topic: string | null;
  avatar_url: string | null;
  posting: 'everyone' | 'moderators';
  slow_mode_seconds: number;
  member_count: number;
  created_at: string;
  archived_at: string | null;
}

/** What became of a send; the empty one is written. `invalid_token`: its author has left for good meanwhile. */
export type Verdict =
  | ''
  | 'repeated'
  | 'locked'
  | 'invalid_token'
  | 'room_not_found'
  | 'client_id_reused'
  | 'message_not_found'
  | 'already_in_thread'
  | 'message_deleted'
  | 'forbidden'
  | 'banned'
  | 'muted'
  | 'room_full'
  | 'slow_mode';

/**
 * What became of a batch, as it comes through JSON: times are strings. Lists by send, by room and by author have the order
 * of the batch and of its `Places`; what is keyed there is keyed by 1-based place, and null when there is none.
 */
export interface WrittenBatch {
  createdAt: string;
  /** By send. */
  verdicts: Verdict[];
  /** By send; 0 = not written. */
  seqs: number[];
  positions: number[];
  /** By send: the seq of what it replies to; null when no send of the batch is a reply. */
  replySeqs: (number | null)[] | null;
  /** By send: whether it took a seat. */
  hasJoined: boolean[];
  /** By send: what the clientId stands for already, where the same was sent before. */
  firsts: Record<number, MessageRow> | null;
  /** By author: milliseconds until they may write again where the room is slow; null when nobody was too fast. */
  delays: number[] | null;
  /** By author: seconds between two messages of theirs; null as above. */
  paces: number[] | null;
  /** By author. */
  profiles: (UserRow | null)[];
  /** By author: the seat that was taken, where it is told. */
  seats: Record<number, MemberRow> | null;
  /** By room: as it is after seats were taken, where that is told. */
  rooms: Record<number, BareRoomRow> | null;
  /** By room: where it stood before the batch; null = no such room, or locked by somebody else. */
  epochs: (string | null)[];
  beforePositions: (number | null)[];
}

/** What a batch came to that went the short way: all of it is written, one message after the other. */
interface PlainlyWritten extends Versions {
  createdAt: string;
  /** Where the room stood before the batch. */
  seq: number;
  position: number;
  epoch: string;
  /** Of its authors, in any order; null where they were known. */
  profiles: UserRow[] | null;
}

/** Says of the unique index of clientIds that it has one already: the message was sent before. */
const isRepeated = ({ code, constraint }: DatabaseFailure): boolean =>
  code === '23505' && constraint === 'messages_client_id';

/** What pg tells of a failed statement (chapter "Error and Notice Message Fields" of PostgreSQL's manual). */
interface DatabaseFailure {
  readonly code?: unknown;
  readonly constraint?: unknown;
}

/** The writer's statements. */
@Injectable()
export class WriterRepository {
  private readonly known = new KnownAuthors();

  constructor(
    private readonly database: Database,
    private readonly config: RoomsConfig,
  ) {}

  /**
   * Writes a batch; all or nothing, but for what a verdict refuses. One round trip, and a second one where a batch that looked
   * plain is not.
   * @param waits whether to wait for locked rooms (at most the connection's `lock_timeout`); otherwise they are `locked`
   */
  async write(batch: readonly Send[], waits: boolean): Promise<{ places: Places; written: WrittenBatch }> {
    const places = placesOf(batch);
    const looksPlain =
      !waits &&
      places.rooms.length === 1 &&
      batch.every((send) => (send.threadId ?? send.replyToId ?? send.encrypted) === null && send.mentions.length === 0);
    try {
      const plainly = looksPlain ? await this.writeToRoom(batch, places) : null;
      return { places, written: plainly ?? (await this.writeMessages(batch, places, waits)) };
    } catch (error) {
      // Whichever way it failed: what is known may be of a database that was lost.
      this.known.clear();
      throw error;
    }
  }

  /** The short way; see the migration `KnownAuthors`. `null`: nothing is written, the batch is not plain. */
  private async writeToRoom(batch: readonly Send[], places: Places): Promise<WrittenBatch | null> {
    const [room] = places.rooms;
    const known = this.known.find(places);
    const asked = this.database.prepared<{ plainly: PlainlyWritten | null }>(
      // tenant_id = the room's own: it comes from the sender's verified credential.
      'SELECT write_to_room($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS plainly',
      [
        room?.tenantId,
        room?.roomId,
        arrayOf(places.authors, (author) => author.authorId),
        arrayOf(places.sends, (author) => author + 1),
        ...bodiesOf(batch),
        known?.access,
        known?.people,
      ],
      'write_to_room',
      'writer',
    );
    const [row] = await asked.catch((error: DatabaseFailure) => {
      if (!isRepeated(error)) throw error;
      // Where one was sent again there may be more: a look-up finds them for less than a failed insert.
      this.known.forget(places);
      return [];
    });
    if (!row?.plainly) return null;
    const { profiles } = row.plainly;
    const people = profiles ? this.known.learn(places, row.plainly, profiles) : known?.authors;
    return toWrittenBatch(
      batch,
      row.plainly,
      places.authors.map(({ authorId }) => people?.get(authorId) ?? null),
    );
  }

  /** Any batch; see the migrations `WriteBatches`, `WriteByRules`, `RoomBounds`, `Threads` and `EncryptedMessages`. */
  private async writeMessages(batch: readonly Send[], places: Places, waits: boolean): Promise<WrittenBatch> {
    // tenant_id = each room's own: it comes from the sender's verified credential.
    const [row] = await this.database.prepared<{ written: WrittenBatch }>(
      'SELECT write_messages($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) AS written',
      [
        arrayOf(places.rooms, (room) => room.tenantId),
        arrayOf(places.rooms, (room) => room.roomId),
        arrayOf(places.authors, (author) => author.room + 1),
        arrayOf(places.authors, (author) => author.authorId),
        arrayOf(places.sends, (author) => author + 1),
        ...bodiesOf(batch),
        arrayOf(batch, (send) => send.replyToId ?? 'NULL'),
        arrayOf(batch, (send) => `"{${send.mentions.join(',')}}"`),
        waits,
        this.config.maxMembers,
        batch.some((send) => send.threadId !== null) ? arrayOf(batch, (send) => send.threadId ?? 'NULL') : null,
        ...sealedOf(batch),
      ],
      'write_messages',
      // Whoever waits for a lock keeps nobody else from writing.
      waits ? 'core' : 'writer',
    );
    if (!row) throw new Error('the database answered nothing');
    return row.written;
  }
}

/** By send: clientIds, hashes, ids, texts. */
const bodiesOf = (batch: readonly Send[]): string[] => [
  // Quoted: one of them may be `null`.
  arrayOf(batch, (send) => quoted(send.clientId)),
  arrayOf(batch, (send) => `"\\\\x${send.bodyHash}"`),
  arrayOf(batch, (send) => send.id),
  arrayOf(batch, (send) => quoted(send.text)),
];

/** By send: schemes and bytes of what is encrypted; no arrays where nothing is. */
const sealedOf = (batch: readonly Send[]): (string | null)[] =>
  batch.some(({ encrypted }) => encrypted !== null)
    ? [
        arrayOf(batch, ({ encrypted }) => (encrypted ? quoted(encrypted.scheme) : 'NULL')),
        arrayOf(batch, ({ encrypted }) => (encrypted ? `"\\\\x${toHex(encrypted.data)}"` : 'NULL')),
      ]
    : [null, null];

const toHex = (base64: string): string => Buffer.from(base64, 'base64').toString('hex');

/** A batch without joins and refusals as any other: message after message, each with the next seq and position. */
const toWrittenBatch = (
  batch: readonly Send[],
  plainly: PlainlyWritten,
  profiles: WrittenBatch['profiles'],
): WrittenBatch => ({
  createdAt: plainly.createdAt,
  verdicts: batch.map(() => ''),
  seqs: batch.map((_, at) => plainly.seq + at + 1),
  positions: batch.map((_, at) => plainly.position + at + 1),
  replySeqs: null,
  hasJoined: batch.map(() => false),
  firsts: null,
  delays: null,
  paces: null,
  profiles,
  seats: null,
  rooms: null,
  epochs: [plainly.epoch],
  beforePositions: [plainly.position],
});

/**
 * An array in PostgreSQL's own notation ("Array Input and Output Syntax" of its manual). Ids and numbers need no quotes; pg itself
 * would look at every character of them.
 */
function arrayOf<Item>(items: readonly Item[], toElement: (item: Item) => string | number): string {
  let text = '{';
  for (let at = 0; at < items.length; at += 1) text += (at === 0 ? '' : ',') + String(toElement(items[at] as Item));
  return `${text}}`;
}

const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;
