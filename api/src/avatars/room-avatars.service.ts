import { Injectable } from '@nestjs/common';
import type { TenantCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import type { IncomingFile } from '../common/multipart/incoming-file.js';
import { RoomLog } from '../delivery/room-log.js';
import { countChange } from '../limits/count-change.js';
import { RateLimits } from '../limits/rate-limits.js';
import { toRoom } from '../rooms/room.mapper.js';
import type { Room } from '../rooms/room.schema.js';
import { RoomAccess, seatOf } from '../rooms/room-access.service.js';
import { mayAct } from '../rooms/rooms.policy.js';
import { RoomsRepository } from '../rooms/rooms.repository.js';
import { AvatarFiles } from './avatar-files.js';
import { AvatarIntake, type KeptAvatar } from './avatar-intake.js';

/** Gives rooms a picture: whoever may rename one may; the room's log tells it. */
@Injectable()
export class RoomAvatarsService {
  constructor(
    private readonly access: RoomAccess,
    private readonly rooms: RoomsRepository,
    private readonly log: RoomLog,
    private readonly intake: AvatarIntake,
    private readonly files: AvatarFiles,
    private readonly limits: RateLimits,
  ) {}

  /** Replaces a room's picture; `address` is where the request came from. @throws DomainError as of `AvatarIntake.take` | room_not_found | forbidden */
  async replace(caller: TenantCaller, roomId: string, file: IncomingFile, address: string): Promise<Room> {
    await this.requireEditor(caller, roomId);
    await this.intake.take(caller, file, address, (avatar) => this.set(caller, roomId, avatar));
    return toRoom(await this.access.requireVisible(caller, roomId));
  }

  /** Takes a room's picture away; nothing when there is none. @throws DomainError room_not_found | forbidden | rate_limited */
  async remove(caller: TenantCaller, roomId: string): Promise<void> {
    await this.requireEditor(caller, roomId);
    await countChange(this.limits, caller);
    await this.set(caller, roomId, null);
  }

  private async requireEditor(caller: TenantCaller, roomId: string): Promise<void> {
    const room = await this.access.requireVisible(caller, roomId);
    if (!mayAct('editRoom', caller, room.type, room.seat)) throw new DomainError('forbidden');
  }

  private async set(caller: TenantCaller, roomId: string, avatar: KeptAvatar | null): Promise<void> {
    const { tenantId } = caller;
    const former = await this.log.change(tenantId, roomId, async (change) => {
      const room = await change.room();
      if (!mayAct('editRoom', caller, room.type, await change.seatOf(caller))) throw new DomainError('forbidden');
      if (room.avatar_url === null && avatar === null) return null;
      const formerId = await this.rooms.setAvatar(change.manager, tenantId, roomId, avatar);
      await change.touchRoom();
      await change.note(seatOf(caller), { type: avatar === null ? 'picture_removed' : 'picture_changed' });
      return formerId;
    });
    if (former !== null) await this.files.remove(tenantId, former);
  }
}
