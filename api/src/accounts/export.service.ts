import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { OwnSessionsService } from '../auth/own-sessions.service.js';
import { AvatarFiles } from '../avatars/avatar-files.js';
import { BlocksRepository } from '../blocks/blocks.repository.js';
import { toBlock } from '../blocks/block.mapper.js';
import { BookmarksRepository } from '../bookmarks/bookmarks.repository.js';
import type { UserCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { toMember } from '../members/member.mapper.js';
import { toFiled } from '../reports/report.mapper.js';
import { ReportsRepository } from '../reports/reports.repository.js';
import { toRoom } from '../rooms/room.mapper.js';
import { canSeeRoom } from '../rooms/rooms.policy.js';
import { toScheduled } from '../scheduled/scheduled-message.mapper.js';
import { ScheduledMessagesRepository } from '../scheduled/scheduled-messages.repository.js';
import { toMe } from '../users/user.mapper.js';
import { UsersRepository } from '../users/users.repository.js';
import type { ExportedPicture, ExportedRoom } from './export.schema.js';
import { ExportRepository, type RoomAndSeat, type RoomShare } from './export.repository.js';

/** Rows read, and held, at once; a message has 32 KiB at most. */
const batch = 100;

/** When whoever has an export under way may ask for another one, in milliseconds. */
const retryAfterMs = 10_000;

/** Gives people what is known of them, as one file that is written while it is read. */
@Injectable()
export class ExportService {
  /** Whose export is under way on this node. */
  private readonly running = new Set<string>();

  constructor(
    private readonly repository: ExportRepository,
    private readonly users: UsersRepository,
    private readonly sessions: OwnSessionsService,
    private readonly blocks: BlocksRepository,
    private readonly avatars: AvatarFiles,
    private readonly reports: ReportsRepository,
    private readonly scheduled: ScheduledMessagesRepository,
    private readonly bookmarks: BookmarksRepository,
  ) {}

  /**
   * Writes the JSON of an `Export`, no faster than it is taken.
   * @param begin is given the file's name once it is certain that there is one, and says where it goes
   * @throws DomainError user_not_found (deleted a moment ago) | rate_limited (one is under way) | unavailable
   */
  async write(caller: UserCaller, begin: (fileName: string) => Writable): Promise<void> {
    const { tenantId, userId } = caller;
    const key = `${tenantId} ${userId}`;
    if (this.running.has(key)) throw new DomainError('rate_limited', 'An export is under way', { retryAfterMs });
    this.running.add(key);
    try {
      const row = await this.users.findMe(tenantId, userId);
      if (!row) throw new DomainError('user_not_found');
      const profile = toMe(row);
      const picture = profile.avatarUrl === null ? null : await this.pictureAt(tenantId, profile.avatarUrl);
      const parts = this.parts(caller, JSON.stringify(profile), JSON.stringify(picture));
      await pipeline(Readable.from(parts), begin(`parley-${profile.username ?? profile.id}.json`));
    } catch (error) {
      if (!hasGone(error)) throw error;
    } finally {
      this.running.delete(key);
    }
  }

  private async *parts(caller: UserCaller, profile: string, picture: string): AsyncGenerator<string> {
    yield `{"exportedAt":${JSON.stringify(new Date().toISOString())},"profile":${profile},"picture":${picture}`;
    yield* list('sessions', this.sessionsOf(caller));
    yield* list('blocks', this.blocksOf(caller));
    yield* list('rooms', this.roomsOf(caller));
    yield* list('messages', this.messagesOf(caller));
    yield* list('versions', this.versionsOf(caller));
    yield* list('reactions', this.reactionsOf(caller));
    yield* list('scheduledMessages', this.scheduledOf(caller));
    yield* list('threads', this.threadsOf(caller));
    yield* list('reports', this.reportsOf(caller));
    yield* list('bookmarks', this.bookmarksOf(caller));
    yield '}';
  }

  private async pictureAt(tenantId: string, url: string): Promise<ExportedPicture | null> {
    const bytes = await this.avatars.read(tenantId, url);
    return bytes ? { mimeType: 'image/webp', sizeBytes: bytes.length, url, data: bytes.toString('base64') } : null;
  }

  private async *sessionsOf(caller: UserCaller): AsyncGenerator<string[]> {
    let cursor: string | undefined;
    do {
      const page = await this.sessions.list(caller, { limit: batch, cursor });
      yield page.items.map((item) => JSON.stringify(item));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }

  private async *blocksOf({ tenantId, userId }: UserCaller): AsyncGenerator<string[]> {
    for await (const users of byId((after) => this.blocks.list(tenantId, userId, after, batch))) {
      yield users.map((user) => JSON.stringify(toBlock(user)));
    }
  }

  private async *roomsOf(caller: UserCaller): AsyncGenerator<string[]> {
    for await (const rooms of this.roomBatches(caller)) {
      yield rooms.map((row) => JSON.stringify(toExportedRoom(caller, row)));
    }
  }

  private messagesOf(caller: UserCaller): AsyncGenerator<string[]> {
    return this.byRoom(caller, { clientId: '' }, (of, after) =>
      this.repository.listMessages(of, after.clientId, batch),
    );
  }

  private threadsOf(caller: UserCaller): AsyncGenerator<string[]> {
    return this.byRoom(caller, { seq: 0 }, (of, after) => this.repository.listThreads(of, after.seq, batch));
  }

  private versionsOf(caller: UserCaller): AsyncGenerator<string[]> {
    return this.byRoom(caller, { clientId: '', position: 0 }, (of, after) =>
      this.repository.listVersions(of, after, batch),
    );
  }

  private reactionsOf(caller: UserCaller): AsyncGenerator<string[]> {
    return this.byRoom(caller, { seq: 0, emoji: '' }, (of, after) => this.repository.listReactions(of, after, batch));
  }

  private async *scheduledOf({ tenantId, userId }: UserCaller): AsyncGenerator<string[]> {
    for await (const rows of byId((after) => this.scheduled.listAll(tenantId, userId, after, batch))) {
      yield rows.map((row) => JSON.stringify(toScheduled(row)));
    }
  }

  private async *reportsOf({ tenantId, userId }: UserCaller): AsyncGenerator<string[]> {
    for await (const rows of byId((after) => this.reports.listFiled(tenantId, userId, after, batch))) {
      yield rows.map((row) => JSON.stringify(toFiled(row)));
    }
  }

  private async *bookmarksOf({ tenantId, userId }: UserCaller): AsyncGenerator<string[]> {
    for await (const rows of byId((after) => this.bookmarks.listExported(tenantId, userId, after, batch))) {
      yield rows.map(({ json }) => json);
    }
  }

  /** What there is of somebody in each of their rooms. @param first where the list of a room begins */
  private async *byRoom<Place>(
    caller: UserCaller,
    first: Place,
    read: (of: RoomShare, after: Place) => Promise<(Place & { json: string })[]>,
  ): AsyncGenerator<string[]> {
    const { tenantId, userId } = caller;
    for await (const rooms of this.roomBatches(caller)) {
      for (const { id: roomId } of rooms) {
        let after: Place | undefined = first;
        while (after !== undefined) {
          const rows: (Place & { json: string })[] = await read({ tenantId, roomId, userId }, after);
          yield rows.map((row) => row.json);
          after = rows.length === batch ? rows.at(-1) : undefined;
        }
      }
    }
  }

  private roomBatches({ tenantId, userId }: UserCaller): AsyncGenerator<RoomAndSeat[]> {
    return byId((after) => this.repository.listRooms(tenantId, userId, after, batch));
  }
}

/** All rows of a list in order of their ids. @param read `batch` of them after an id; null = from the beginning */
async function* byId<Row extends { id: string }>(
  read: (after: string | null) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  let after: string | null | undefined = null;
  while (after !== undefined) {
    const rows: Row[] = await read(after);
    yield rows;
    after = rows.length === batch ? rows.at(-1)?.id : undefined;
  }
}

/** Whether whoever asked went away before it was all written: nobody's fault, and nobody is left to be told. */
const hasGone = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE';

/** A field of an object whose earlier fields are written: a list, from its items' JSON. */
async function* list(name: string, batches: AsyncIterable<string[]>): AsyncGenerator<string> {
  yield `,${JSON.stringify(name)}:[`;
  let isFirst = true;
  for await (const items of batches) {
    if (items.length === 0) continue;
    yield (isFirst ? '' : ',') + items.join(',');
    isFirst = false;
  }
  yield ']';
}

/** What has become of a room since is no business of somebody who was in it once. */
function toExportedRoom(caller: UserCaller, row: RoomAndSeat): ExportedRoom {
  const isSeen = !row.is_deleted && canSeeRoom(caller, row.type, row.member);
  return { roomId: row.id, room: isSeen ? toRoom(row) : null, member: toMember(row.member) };
}
