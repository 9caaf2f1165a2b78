import { Injectable } from '@nestjs/common';
import { DomainError } from '../common/errors/domain-error.js';
import { isId } from '../common/ids.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { Broadcaster } from './broadcaster.js';
import { openRoomIds, roomChannel } from './channels.js';
import type { Heads, OpenedRoom, OpenRoom, Standing, Sync, Synced } from './changes.schema.js';
import { ChangesService } from './changes.service.js';
import type { LogPlace } from './frame-order.js';
import type { ParleySocket } from './socket-contract.js';

/** Messages in a reset of `sync`. */
const syncLimit = 50;

/**
 * Above this many bytes in one answer of `sync`, the rooms that are left are answered with their newest message only: a
 * slow network must be able to take an answer, or its client would ask for the same one again and again.
 */
const maxSyncBytes = 512 * 1024;

/** Rooms of one `sync` that are read at the same time. */
const syncedAtOnce = 4;

/** A room that a socket is about to hear. */
interface Opening {
  readonly socket: ParleySocket;
  readonly roomId: string;
  /** What the socket has closed since it asked. */
  readonly closed: ReadonlySet<string>;
}

/** Which rooms a socket hears. */
@Injectable()
export class Subscriptions {
  /** Of each command under way that opens rooms: those that its socket has closed since. */
  private readonly openings = new Map<ParleySocket, Set<Set<string>>>();

  constructor(
    private readonly changes: ChangesService,
    private readonly rooms: RoomsService,
    private readonly broadcaster: Broadcaster,
  ) {}

  /** @throws DomainError room_not_found | rate_limited */
  async open(socket: ParleySocket, { roomId, slug, epoch, position, anchor, limit }: OpenRoom): Promise<OpenedRoom> {
    const { caller } = socket.data;
    return this.opening(socket, async (closed) => {
      const id = slug === undefined ? (roomId ?? '') : await this.rooms.openBySlug(caller, slug);
      const standing = epoch === undefined || position === undefined ? null : { epoch, position, anchor };
      const read = () => this.changes.open(caller, id, standing, limit);
      const opening = this.subscribed({ socket, roomId: id, closed }, read, ({ changes }) => changes);
      const { presence, ...opened } = await (slug === undefined
        ? opening
        : opening.catch((error: unknown) => this.rooms.refuseSlug(caller, error)));
      return { ...opened, presence: presence() };
    });
  }

  /** Ends a subscription, also one that is not there yet: what was asked before is answered, and heard no more. */
  async close(socket: ParleySocket, roomId: string): Promise<void> {
    for (const closed of this.openings.get(socket) ?? []) closed.add(roomId);
    await socket.leave(roomChannel(socket.data.caller.tenantId, roomId));
  }

  /** Catches up with each room, a few at a time; those that cannot be seen are `gone`. */
  async sync(socket: ParleySocket, rooms: Sync['rooms']): Promise<Synced> {
    const answer: Synced = { changes: [], gone: [] };
    const waiting = rooms.values();
    let bytes = 0;
    const work = async (closed: ReadonlySet<string>): Promise<void> => {
      for (const { roomId, ...standing } of waiting) {
        const isLarge = bytes > maxSyncBytes;
        const synced = await this.syncRoom(
          { socket, roomId, closed },
          isLarge ? null : standing,
          isLarge ? 1 : syncLimit,
        );
        bytes += synced?.bytes ?? 0;
        if (synced) answer.changes.push(synced.changes);
        else answer.gone.push(roomId);
      }
    };
    await this.opening(socket, (closed) => Promise.all(Array.from({ length: syncedAtOnce }, () => work(closed))));
    return answer;
  }

  async heads(socket: ParleySocket): Promise<Heads> {
    return { heads: await this.changes.heads(socket.data.caller.tenantId, openRoomIds(socket)) };
  }

  /** @param work is given the rooms that the socket closes while it runs */
  private async opening<T>(socket: ParleySocket, work: (closed: ReadonlySet<string>) => Promise<T>): Promise<T> {
    const closed = new Set<string>();
    const all = this.openings.get(socket) ?? new Set();
    this.openings.set(socket, all.add(closed));
    try {
      return await work(closed);
    } finally {
      all.delete(closed);
      if (all.size === 0) this.openings.delete(socket);
    }
  }

  private async syncRoom(opening: Opening, standing: Standing | null, limit: number) {
    const read = () => this.changes.weighedSince(opening.socket.data.caller, opening.roomId, standing, limit);
    try {
      return await this.subscribed(opening, read, ({ changes }) => changes);
    } catch (error) {
      if (error instanceof DomainError && (error.code === 'room_not_found' || error.code === 'banned'))
        return undefined;
      throw error;
    }
  }

  /**
   * Listens, then reads, and lets the socket hear the room once the reading has shown that it may: what is told in
   * between is held for it, so that nothing falls between and nothing reaches whom it is not for. Who is shut out in between
   * is read anew, which says why.
   */
  private async subscribed<T>(
    opening: Opening,
    read: () => Promise<T>,
    standingOf: (answer: T) => LogPlace,
  ): Promise<T> {
    const { socket, roomId, closed } = opening;
    const { tenantId } = socket.data.caller;
    if (!isId(roomId)) throw new DomainError('room_not_found');
    const channel = roomChannel(tenantId, roomId);
    if (socket.rooms.has(channel)) return read();
    const hold = await this.broadcaster.hold(socket, roomId);
    try {
      const answer = await read();
      if (!hold.isLost) {
        if (!closed.has(roomId)) await this.broadcaster.admit(hold, standingOf(answer));
        // What waited for the first reader of a room may be that this reader is shut out of it.
        if (closed.has(roomId) || socket.rooms.has(channel) || !socket.connected) return answer;
      }
    } finally {
      this.broadcaster.release(hold);
    }
    return this.subscribed(opening, read, standingOf);
  }
}
