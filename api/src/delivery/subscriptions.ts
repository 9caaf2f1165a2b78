import { Injectable } from '@nestjs/common';
import { DomainError } from '../common/errors/domain-error.js';
import { isId } from '../common/ids.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { Broadcaster } from './broadcaster.js';
import { openRoomIds, roomChannel } from './channels.js';
import type { Heads, OpenedRoom, OpenRoom, Standing, Sync, Synced } from './changes.schema.js';
import { ChangesService } from './changes.service.js';
import type { ParleySocket } from './socket-contract.js';

/** Messages in a reset of `sync`. */
const syncLimit = 50;

/** Above this many messages in one answer of `sync`, the rooms that are left are answered with their newest one only. */
const maxSyncMessages = 2_000;

/** Rooms of one `sync` that are read at the same time. */
const syncedAtOnce = 4;

/** Which rooms a socket hears. */
@Injectable()
export class Subscriptions {
  constructor(
    private readonly changes: ChangesService,
    private readonly rooms: RoomsService,
    private readonly broadcaster: Broadcaster,
  ) {}

  /** @throws DomainError room_not_found | rate_limited */
  async open(socket: ParleySocket, { roomId, slug, epoch, position, anchor, limit }: OpenRoom): Promise<OpenedRoom> {
    const { caller } = socket.data;
    const id = slug === undefined ? (roomId ?? '') : await this.rooms.openBySlug(caller, slug);
    const standing = epoch === undefined || position === undefined ? null : { epoch, position, anchor };
    const read = () => this.changes.open(caller, id, standing, limit);
    return this.subscribed(socket, id, read, ({ changes }) => changes.position);
  }

  async close(socket: ParleySocket, roomId: string): Promise<void> {
    await socket.leave(roomChannel(socket.data.caller.tenantId, roomId));
  }

  /** Catches up with each room, a few at a time; those that cannot be seen are `gone`. */
  async sync(socket: ParleySocket, rooms: Sync['rooms']): Promise<Synced> {
    const answer: Synced = { changes: [], gone: [] };
    const waiting = rooms.values();
    let messages = 0;
    const work = async (): Promise<void> => {
      for (const { roomId, ...standing } of waiting) {
        const isLarge = messages > maxSyncMessages;
        const changes = await this.syncRoom(socket, roomId, isLarge ? null : standing, isLarge ? 1 : syncLimit);
        messages += changes?.messages.length ?? 0;
        if (changes) answer.changes.push(changes);
        else answer.gone.push(roomId);
      }
    };
    await Promise.all(Array.from({ length: syncedAtOnce }, work));
    return answer;
  }

  async heads(socket: ParleySocket): Promise<Heads> {
    return { heads: await this.changes.heads(socket.data.caller.tenantId, openRoomIds(socket)) };
  }

  private async syncRoom(socket: ParleySocket, roomId: string, standing: Standing | null, limit: number) {
    const read = () => this.changes.since(socket.data.caller, roomId, standing, limit);
    try {
      return await this.subscribed(socket, roomId, read, ({ position }) => position);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'room_not_found') return undefined;
      throw error;
    }
  }

  /**
   * Listens, then reads, and lets the socket hear the room once the reading has shown that it may: what is told in
   * between is held for it, so that nothing falls between and nothing reaches whom it is not for.
   */
  private async subscribed<T>(
    socket: ParleySocket,
    roomId: string,
    read: () => Promise<T>,
    positionOf: (answer: T) => number,
  ): Promise<T> {
    const { tenantId } = socket.data.caller;
    if (!isId(roomId)) throw new DomainError('room_not_found');
    if (socket.rooms.has(roomChannel(tenantId, roomId))) return read();
    const hold = this.broadcaster.hold(tenantId, roomId);
    try {
      const answer = await read();
      if (!(await this.broadcaster.admit(socket, roomId, hold, positionOf(answer)))) {
        throw new DomainError('room_not_found');
      }
      return answer;
    } finally {
      this.broadcaster.release(tenantId, roomId, hold);
    }
  }
}
