import { Injectable } from '@nestjs/common';
import { BoundedQueue } from '../auth/bounded-queue.js';
import { workOwner } from '../auth/password-check.js';
import type { TenantCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import type { IncomingFile } from '../common/multipart/incoming-file.js';
import { squarePictures } from '../images/square-pictures.js';
import { countChange } from '../limits/count-change.js';
import { RateLimits } from '../limits/rate-limits.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { avatarMaxBytes } from '../users/user.schema.js';
import { avatarSizesPx, avatarUrl, newAvatarId } from './avatar-address.js';
import { AvatarFiles } from './avatar-files.js';

/** A picture whose files are kept, and where it is served. */
export interface KeptAvatar {
  id: string;
  url: string;
}

/** Takes pictures in, of people and of rooms: counts them, cuts them, keeps their files. */
@Injectable()
export class AvatarIntake {
  /** Pictures are made one at a time, so that chat always has the other processors; 32 more may wait, 8 of them of one tenant. */
  private readonly encoding = new BoundedQueue(1, 32, 8);

  constructor(
    private readonly files: AvatarFiles,
    private readonly tenants: TenantDirectory,
    private readonly limits: RateLimits,
  ) {}

  /**
   * Takes a picture in. Every try counts as an upload, since a bad one costs as much as a good one.
   * @param address where the request came from
   * @param give makes the picture somebody's; where it throws a `DomainError`, its files are removed
   * @returns what `give` does
   * @throws DomainError rate_limited | overloaded | request_timeout | file_too_large | validation_failed | malformed_multipart |
   *   unsupported_type | image_too_large | invalid_image | unavailable; and what `give` throws
   */
  async take<T>(
    caller: TenantCaller,
    file: IncomingFile,
    address: string,
    give: (avatar: KeptAvatar) => Promise<T>,
  ): Promise<T> {
    const { tenantId } = caller;
    const who = caller.kind === 'user' ? caller.userId : caller.kind;
    if (caller.kind === 'user') {
      const { settings } = await this.tenants.require(tenantId);
      await this.limits.consume('uploadsPerHour', tenantId, who, settings.limits.uploadsPerHour);
    }
    const owners = { user: `${tenantId} ${who}`, origin: workOwner(caller, address) };
    const pictures = await file.use(owners, avatarMaxBytes, (bytes, declared) =>
      this.encoding.run(tenantId, () => squarePictures(bytes, avatarSizesPx, declared)),
    );
    await countChange(this.limits, caller);
    const id = newAvatarId();
    // Files first: a row never names one that is not there. Should the commit fail, or nobody learn of it, they are swept.
    await this.files.keep(tenantId, id, pictures);
    try {
      return await give({ id, url: avatarUrl(tenantId, id) });
    } catch (error) {
      if (error instanceof DomainError) await this.files.remove(tenantId, id);
      throw error;
    }
  }
}
