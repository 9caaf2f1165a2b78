import { Injectable } from '@nestjs/common';
import { FreshCache } from '../common/cache/fresh-cache.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Bus } from '../common/events/bus.js';
import { isId } from '../common/ids.js';
import { hashKey, isPublicKey, isSecretKey } from './tenant-keys.js';
import { type TenantInfo, toTenantInfo } from './tenant.mapper.js';
import './tenants.events.js';
import { TenantsRepository } from './tenants.repository.js';

export type { TenantInfo } from './tenant.mapper.js';

/** How old an answer may be: a change of settings or keys acts within this on every node, and at once on its own. */
const ttlMs = 1_000;
const maxEntries = 10_000;

/** Finds a request's tenant by what the request carries; `undefined` = no such tenant, or one whose keys were stopped. */
@Injectable()
export class TenantDirectory {
  private readonly infos = new FreshCache<TenantInfo | undefined>(ttlMs, maxEntries);
  private readonly idsByPublicKey = new FreshCache<string | undefined>(ttlMs, maxEntries);
  private readonly idsBySecretHash = new FreshCache<string | undefined>(ttlMs, maxEntries);

  constructor(
    private readonly tenants: TenantsRepository,
    bus: Bus,
  ) {
    bus.on('tenant.updated', ({ tenantId }) => this.infos.forget(tenantId));
  }

  async byId(tenantId: string): Promise<TenantInfo | undefined> {
    if (!isId(tenantId)) return undefined;
    return this.infos.get(tenantId, async () => {
      const row = await this.tenants.findById(tenantId);
      return row && toTenantInfo(row);
    });
  }

  /**
   * The tenant of a caller, who was let in a moment ago.
   * @throws DomainError invalid_token when it is gone or stopped since: no tenant never means no limit
   */
  async require(tenantId: string): Promise<TenantInfo> {
    const tenant = await this.byId(tenantId);
    if (!tenant) throw new DomainError('invalid_token');
    return tenant;
  }

  /** @param publicKey any text; what has not the form of a public key names no tenant */
  async byPublicKey(publicKey: string): Promise<TenantInfo | undefined> {
    if (!isPublicKey(publicKey)) return undefined;
    const id = await this.idsByPublicKey.get(publicKey, () => this.tenants.findIdByPublicKey(publicKey));
    return id === undefined ? undefined : this.byId(id);
  }

  /** @param secretKey any text; what has not the form of a secret key names no tenant */
  async bySecretKey(secretKey: string): Promise<TenantInfo | undefined> {
    if (!isSecretKey(secretKey)) return undefined;
    // The hash is the cache's key, so that no secret stays in memory.
    const hash = hashKey(secretKey);
    const id = await this.idsBySecretHash.get(hash.toString('base64'), () => this.tenants.findIdBySecretKey(hash));
    return id === undefined ? undefined : this.byId(id);
  }

  /** Makes a removed key stop at once on this node; elsewhere it stops when the answer grows old. */
  forgetSecretKey(hash: Buffer): void {
    this.idsBySecretHash.forget(hash.toString('base64'));
  }
}
