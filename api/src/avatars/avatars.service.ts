import { Injectable } from '@nestjs/common';
import type { UserCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Bus } from '../common/events/bus.js';
import type { IncomingFile } from '../common/multipart/incoming-file.js';
import { Database } from '../database/database.js';
import { countChange } from '../limits/count-change.js';
import { RateLimits } from '../limits/rate-limits.js';
import { toMe, toUser } from '../users/user.mapper.js';
import type { Me } from '../users/user.schema.js';
import '../users/users.events.js';
import { UsersRepository } from '../users/users.repository.js';
import { AvatarFiles } from './avatar-files.js';
import { AvatarIntake, type KeptAvatar } from './avatar-intake.js';

/** Lets people show a picture of themselves. */
@Injectable()
export class AvatarsService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly intake: AvatarIntake,
    private readonly files: AvatarFiles,
    private readonly limits: RateLimits,
    private readonly bus: Bus,
  ) {
    bus.on('avatar.dropped', ({ tenantId, avatarId }) => files.remove(tenantId, avatarId));
  }

  /**
   * Replaces the caller's picture.
   * @param address where the request came from
   * @throws DomainError as of `AvatarIntake.take` | user_not_found when the user was erased a moment ago
   */
  replace(caller: UserCaller, file: IncomingFile, address: string): Promise<Me> {
    return this.intake.take(caller, file, address, async (avatar) => {
      const me = await this.set(caller, avatar);
      if (!me) throw new DomainError('user_not_found');
      return me;
    });
  }

  /** Takes the caller's picture away; nothing when there is none. @throws DomainError rate_limited */
  async remove(caller: UserCaller): Promise<void> {
    await countChange(this.limits, caller);
    await this.set(caller, null);
  }

  /** @returns the user after the change; `undefined` when there is no such user any more */
  private async set({ tenantId, userId }: UserCaller, avatar: KeptAvatar | null): Promise<Me | undefined> {
    const row = await this.database.tenantTransaction(tenantId, (manager) =>
      this.users.setAvatar(manager, tenantId, userId, avatar),
    );
    if (!row) return undefined;
    if (row.avatar_url !== row.former_avatar_url) {
      this.bus.publish('user.updated', { tenantId, user: toUser(row) });
    }
    if (row.former_avatar_id !== null) await this.files.remove(tenantId, row.former_avatar_id);
    return toMe(row);
  }
}
