import { Injectable } from '@nestjs/common';
import { DomainError } from '../common/errors/domain-error.js';
import { isId } from '../common/ids.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { openRoomIds, roomChannel } from './channels.js';
import type { Heads, OpenedRoom, OpenRoom, Standing, Sync, Synced } from './changes.schema.js';
import { ChangesService } from './changes.service.js';
import type { ParleySocket } from './socket-contract.js';

/** Messages in a reset of `sync`. */
const syncLimit = 50;

/** Which rooms a socket hears. Always subscribes first and reads after, so that nothing falls between the two. */
@Injectable()
export class Subscriptions {
  constructor(
    private readonly changes: ChangesService,
    private readonly rooms: RoomsService,
  ) {}

  /** @throws DomainError room_not_found | rate_limited */
  async open(socket: ParleySocket, { roomId, slug, epoch, position, anchor, limit }: OpenRoom): Promise<OpenedRoom> {
    const { caller } = socket.data;
    const id = slug === undefined ? (roomId ?? '') : (await this.rooms.openBySlug(caller, slug)).id;
    const standing = epoch === undefined || position === undefined ? null : { epoch, position, anchor };
    return this.subscribed(socket, id, () => this.changes.open(caller, id, standing, limit));
  }

  async close(socket: ParleySocket, roomId: string): Promise<void> {
    await socket.leave(roomChannel(socket.data.caller.tenantId, roomId));
  }

  /** Catches up with each room; those that cannot be seen are `gone`. */
  async sync(socket: ParleySocket, rooms: Sync['rooms']): Promise<Synced> {
    const answer: Synced = { changes: [], gone: [] };
    await Promise.all(
      rooms.map(async ({ roomId, ...standing }) => {
        const changes = await this.syncRoom(socket, roomId, standing);
        if (changes) answer.changes.push(changes);
        else answer.gone.push(roomId);
      }),
    );
    return answer;
  }

  async heads(socket: ParleySocket): Promise<Heads> {
    return { heads: await this.changes.heads(socket.data.caller.tenantId, openRoomIds(socket)) };
  }

  private async syncRoom(socket: ParleySocket, roomId: string, standing: Standing) {
    try {
      return await this.subscribed(socket, roomId, () =>
        this.changes.since(socket.data.caller, roomId, standing, syncLimit),
      );
    } catch (error) {
      if (error instanceof DomainError && error.code === 'room_not_found') return undefined;
      throw error;
    }
  }

  /** Subscribes, then reads; what may not be read is not heard either. */
  private async subscribed<T>(socket: ParleySocket, roomId: string, read: () => Promise<T>): Promise<T> {
    if (!isId(roomId)) throw new DomainError('room_not_found');
    const channel = roomChannel(socket.data.caller.tenantId, roomId);
    await socket.join(channel);
    try {
      return await read();
    } catch (error) {
      await socket.leave(channel);
      throw error;
    }
  }
}
