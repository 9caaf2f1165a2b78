import { Injectable } from '@nestjs/common';
import { BoundedQueue } from '../auth/bounded-queue.js';
import { workOwner } from '../auth/password-check.js';
import type { UserCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Bus } from '../common/events/bus.js';
import type { IncomingFile } from '../common/multipart/incoming-file.js';
import { Database } from '../database/database.js';
import { squarePictures } from '../images/square-pictures.js';
import { countChange } from '../limits/count-change.js';
import { RateLimits } from '../limits/rate-limits.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { toMe, toUser } from '../users/user.mapper.js';
import { avatarMaxBytes, type Me } from '../users/user.schema.js';
import '../users/users.events.js';
import { UsersRepository } from '../users/users.repository.js';
import { avatarSizesPx, avatarUrl, newAvatarId } from './avatar-address.js';
import { AvatarFiles } from './avatar-files.js';

/** Lets people show a picture of themselves. */
@Injectable()
export class AvatarsService {
  /** Pictures are made one at a time, so that chat always has the other processors; 32 more may wait, 8 of them of one tenant. */
  private readonly encoding = new BoundedQueue(1, 32, 8);

  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly files: AvatarFiles,
    private readonly tenants: TenantDirectory,
    private readonly limits: RateLimits,
    private readonly bus: Bus,
  ) {
    bus.on('avatar.dropped', ({ tenantId, avatarId }) => files.remove(tenantId, avatarId));
  }

  /**
   * Replaces the caller's picture. Every try counts as an upload, since a bad one costs as much as a good one.
   * @param address where the request came from
   * @throws DomainError rate_limited | overloaded | request_timeout | file_too_large | validation_failed | malformed_multipart |
   *   unsupported_type | image_too_large | invalid_image | unavailable | user_not_found when the user was erased a moment ago
   */
  async replace(caller: UserCaller, file: IncomingFile, address: string): Promise<Me> {
    const { tenantId, userId } = caller;
    const { settings } = await this.tenants.require(tenantId);
    await this.limits.consume('uploadsPerHour', tenantId, userId, settings.limits.uploadsPerHour);
    const owners = { user: `${tenantId} ${userId}`, origin: workOwner(caller, address) };
    const pictures = await file.use(owners, avatarMaxBytes, (bytes, declared) =>
      this.encoding.run(tenantId, () => squarePictures(bytes, avatarSizesPx, declared)),
    );
    await countChange(this.limits, caller);
    const id = newAvatarId();
    // Files first: a row never names one that is not there. Should the commit fail, or nobody learn of it, they are swept.
    await this.files.keep(tenantId, id, pictures);
    const me = await this.set(tenantId, userId, { id, url: avatarUrl(tenantId, id) });
    if (me) return me;
    await this.files.remove(tenantId, id);
    throw new DomainError('user_not_found');
  }

  /** Takes the caller's picture away; nothing when there is none. @throws DomainError rate_limited */
  async remove(caller: UserCaller): Promise<void> {
    await countChange(this.limits, caller);
    await this.set(caller.tenantId, caller.userId, null);
  }

  /** @returns the user after the change; `undefined` when there is no such user any more */
  private async set(
    tenantId: string,
    userId: string,
    avatar: { id: string; url: string } | null,
  ): Promise<Me | undefined> {
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
