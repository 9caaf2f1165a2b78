import { Injectable } from '@nestjs/common';
import { DomainError } from '../common/errors/domain-error.js';
import { newId } from '../common/ids.js';
import { Database } from '../database/database.js';
import { TenantDirectory } from './tenant-directory.js';
import { newSecretKey } from './tenant-keys.js';
import { toSecretKey } from './tenant.mapper.js';
import type { NewSecretKey } from './tenant.schema.js';
import { TenantsRepository } from './tenants.repository.js';

/** Two, so that a tenant's servers can be moved from the old key to the new one without a pause. */
const maxLiveKeys = 2;

/** Rolls a tenant's secret keys. */
@Injectable()
export class TenantKeysService {
  constructor(
    private readonly database: Database,
    private readonly tenants: TenantsRepository,
    private readonly directory: TenantDirectory,
  ) {}

  /**
   * Makes another secret key.
   * @throws DomainError too_many_keys
   */
  async add(tenantId: string): Promise<NewSecretKey> {
    const key = newSecretKey();
    return this.database.tenantTransaction(tenantId, async (manager) => {
      await this.tenants.lock(manager, tenantId);
      const live = (await this.tenants.listKeys(manager, tenantId)).filter((known) => known.is_live);
      if (live.length >= maxLiveKeys) throw new DomainError('too_many_keys');
      const row = await this.tenants.insertKey(manager, tenantId, newId(), key);
      return { ...toSecretKey(row), secretKey: key.text };
    });
  }

  /**
   * Stops a secret key: here at once, on other nodes within a second. Done already: nothing happens.
   * @throws DomainError key_not_found | last_key
   */
  async remove(tenantId: string, keyId: string): Promise<void> {
    const hash = await this.database.tenantTransaction(tenantId, async (manager) => {
      await this.tenants.lock(manager, tenantId);
      const keys = await this.tenants.listKeys(manager, tenantId);
      const key = keys.find((known) => known.id === keyId);
      if (!key) throw new DomainError('key_not_found');
      if (!key.is_live) return undefined;
      if (keys.filter((known) => known.is_live).length === 1) throw new DomainError('last_key');
      await this.tenants.removeKey(manager, tenantId, keyId);
      return key.hash;
    });
    if (hash) this.directory.forgetSecretKey(hash);
  }
}
