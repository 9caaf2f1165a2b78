import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { isId } from '../common/ids.js';
import { Repeated } from '../common/repeated.js';
import { RoomsRepository } from '../rooms/rooms.repository.js';
import { Storage } from '../storage/storage.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { UsersRepository } from '../users/users.repository.js';
import { avatarFeature, avatarIdOf } from './avatar-address.js';

/** A younger file may be one whose row is being written, in milliseconds. */
const oldEnoughMs = 24 * 60 * 60 * 1_000;

/** Pause between two looks, in milliseconds, and before the first one: a start is over by then. */
const everyMs = 24 * 60 * 60 * 1_000;
const firstInMs = 1_000;

/** Files that are asked about at once. */
const batchSize = 500;

/** Removes files of pictures that are nobody's and no room's: a server died, or a file could not be removed, between commit and removal. */
@Injectable()
export class AvatarSweep implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('AvatarSweep');
  private readonly repeated = new Repeated(
    everyMs,
    async () => void (await this.sweep()),
    (error) => this.logger.error({ err: error }, 'files could not be swept'),
  );

  constructor(
    private readonly storage: Storage,
    private readonly tenants: TenantDirectory,
    private readonly users: UsersRepository,
    private readonly rooms: RoomsRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.repeated.start(firstInMs);
  }

  onApplicationShutdown(): void {
    this.repeated.stop();
  }

  /**
   * Looks through all files once.
   * @param nowMs the time by which a file is old
   * @returns how many were removed
   */
  async sweep(nowMs = Date.now()): Promise<number> {
    let removed = 0;
    for await (const tenantId of this.storage.listTenants()) {
      // A folder of no tenant here may be that of another installation: nothing is known of it.
      if (this.repeated.isStopped || !isId(tenantId) || !(await this.tenants.byId(tenantId))) continue;
      removed += await this.sweepTenant(tenantId, nowMs);
    }
    return removed;
  }

  private async sweepTenant(tenantId: string, nowMs: number): Promise<number> {
    let removed = 0;
    let batch: string[] = [];
    for await (const { key, modifiedAt } of this.storage.list(tenantId, avatarFeature)) {
      if (this.repeated.isStopped) return removed;
      if (nowMs - modifiedAt.getTime() < oldEnoughMs) continue;
      batch.push(key);
      if (batch.length < batchSize) continue;
      removed += await this.removeOrphans(tenantId, batch);
      batch = [];
    }
    return removed + (await this.removeOrphans(tenantId, batch));
  }

  private async removeOrphans(tenantId: string, keys: readonly string[]): Promise<number> {
    const ids = [...new Set(keys.flatMap((key) => avatarIdOf(key) ?? []))];
    const owners = ids.length > 0 ? [this.users, this.rooms] : [];
    const used = new Set((await Promise.all(owners.map((owner) => owner.listAvatarIds(tenantId, ids)))).flat());
    // What was left half-written has no id.
    const orphans = keys.filter((key) => !used.has(avatarIdOf(key) ?? ''));
    for (const key of orphans) await this.storage.remove(key);
    return orphans.length;
  }
}
