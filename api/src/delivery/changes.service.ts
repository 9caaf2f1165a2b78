import { Injectable } from '@nestjs/common';
import type { TenantCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { isId } from '../common/ids.js';
import { toMember } from '../members/member.mapper.js';
import { toMessage } from '../messages/message.mapper.js';
import { toRoom } from '../rooms/room.mapper.js';
import { seatOf } from '../rooms/room-access.service.js';
import { canSeeRoom } from '../rooms/rooms.policy.js';
import { toUser } from '../users/user.mapper.js';
import { ChangesRepository, type RoomSnapshot } from './changes.repository.js';
import type { Changes, OpenedRoom, Standing } from './changes.schema.js';

/** More changes, or more bytes of them, than this are not sent one by one: the client starts afresh. */
const maxChanges = 300;
const maxBytes = 256 * 1024;

/** Catching up: exactly what changed since a position, or the room afresh, never half of it. */
@Injectable()
export class ChangesService {
  constructor(private readonly repository: ChangesRepository) {}

  /** @throws DomainError room_not_found */
  async since(caller: TenantCaller, roomId: string, standing: Standing | null, limit: number): Promise<Changes> {
    const { changes } = await this.read(caller, roomId, standing, limit);
    return changes;
  }

  /** What `room:open` answers. @throws DomainError room_not_found */
  async open(caller: TenantCaller, roomId: string, standing: Standing | null, limit: number): Promise<OpenedRoom> {
    const { snapshot, changes } = await this.read(caller, roomId, standing, limit);
    const { own, room } = snapshot;
    // An incremental answer names only who changed; whoever opens a room is told everybody who is in it.
    const whole = changes.reset ? snapshot : await this.readAfresh(caller, roomId, 1);
    return {
      room: toRoom(room),
      member: own && own.left_at === null ? toMember(own) : null,
      members: whole.members.map(toMember),
      users: whole.users.map(toUser),
      changes,
    };
  }

  /** Where these rooms stand; those that are gone are left out. */
  heads(tenantId: string, roomIds: string[]) {
    return roomIds.length === 0 ? Promise.resolve([]) : this.repository.readHeads(tenantId, roomIds);
  }

  private async read(caller: TenantCaller, roomId: string, standing: Standing | null, limit: number) {
    if (!isId(roomId)) throw new DomainError('room_not_found');
    if (standing) {
      const snapshot = await this.repository.readSince(caller.tenantId, roomId, seatOf(caller), {
        epoch: standing.epoch,
        position: standing.position,
        limit: maxChanges + 1,
        anchorId: isId(standing.anchor?.messageId) ? standing.anchor.messageId : null,
      });
      const seen = this.requireVisible(caller, snapshot);
      const changes = isBorneOut(standing, seen) ? toIncrement(standing, seen) : undefined;
      if (changes) return { snapshot: seen, changes };
    }
    const snapshot = await this.readAfresh(caller, roomId, limit);
    return { snapshot, changes: toReset(snapshot) };
  }

  private async readAfresh(caller: TenantCaller, roomId: string, limit: number): Promise<RoomSnapshot> {
    return this.requireVisible(
      caller,
      await this.repository.readAfresh(caller.tenantId, roomId, seatOf(caller), limit),
    );
  }

  private requireVisible(caller: TenantCaller, snapshot: RoomSnapshot | undefined): RoomSnapshot {
    if (!snapshot || !canSeeRoom(caller, snapshot.room.type, snapshot.own)) throw new DomainError('room_not_found');
    return snapshot;
  }
}

/** Whether the client's history is the room's: same epoch, not ahead of it, and its anchor where it says. */
function isBorneOut({ epoch, position, anchor }: Standing, { room, anchor_position }: RoomSnapshot): boolean {
  if (epoch !== room.epoch || position > room.head_position) return false;
  return anchor === undefined || (anchor_position !== null && anchor_position >= anchor.position);
}

/** All that changed, or `undefined` when it is too much. */
function toIncrement({ position }: Standing, snapshot: RoomSnapshot): Changes | undefined {
  const { room, messages, members, users } = snapshot;
  if (messages.length + members.length > maxChanges) return undefined;
  const changes: Changes = {
    roomId: room.id,
    epoch: room.epoch,
    after: position,
    position: room.head_position,
    reset: false,
    messages: messages.map(toMessage),
    members: members.map(toMember),
    room: room.room_position > position ? toRoom(room) : null,
    users: users.map(toUser),
  };
  return sizeOf(changes) <= maxBytes ? changes : undefined;
}

/** The newest page, without the oldest messages of it that would make it too large. */
function toReset({ room, messages, members, users }: RoomSnapshot): Changes {
  const changes: Changes = {
    roomId: room.id,
    epoch: room.epoch,
    after: 0,
    position: room.head_position,
    reset: true,
    messages: messages.map(toMessage),
    members: members.map(toMember),
    room: toRoom(room),
    users: users.map(toUser),
  };
  let bytes = sizeOf(changes);
  while (bytes > maxBytes && changes.messages.length > 1) {
    bytes -= sizeOf(changes.messages.shift());
  }
  return changes;
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
