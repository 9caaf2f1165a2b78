import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../common/errors/domain-error.js';
import { Bus } from '../common/events/bus.js';
import { isId, newId } from '../common/ids.js';
import { decodeCursor, page } from '../common/schema/paging.js';
import { Database } from '../database/database.js';
import { RoomsRepository } from '../rooms/rooms.repository.js';
import { mergeSettings } from './settings.js';
import { newPublicKey, newSecretKey } from './tenant-keys.js';
import { toTenant } from './tenant.mapper.js';
import type { CreateTenant, ListTenants, PatchTenant, Tenant, TenantPage, TenantWithSecret } from './tenant.schema.js';
import './tenants.events.js';
import { type NewTenant, TenantsRepository } from './tenants.repository.js';

/** The demo tenant's id: the same everywhere, so that of two nodes that start together one makes it. */
const demoTenantId = '019aa400-0000-7000-8000-000000000001';

const cursorScope = 'tenants';

/** Makes, lists and changes tenants. */
@Injectable()
export class TenantsService {
  constructor(
    private readonly database: Database,
    private readonly tenants: TenantsRepository,
    private readonly rooms: RoomsRepository,
    private readonly bus: Bus,
  ) {}

  /** Makes a tenant with its keys and its lobby. The answer is the only one that holds the secret key. */
  async create({ name, allowedOrigins }: CreateTenant): Promise<TenantWithSecret> {
    const id = newId();
    const key = newSecretKey();
    const settings = allowedOrigins ? { allowedOrigins } : {};
    await this.database.coreTransaction(async (manager) => {
      await this.insert(manager, { id, name, publicKey: newPublicKey(), settings });
      await this.tenants.insertKey(manager, id, newId(), key);
    });
    return { ...(await this.get(id)), secretKey: key.text };
  }

  /** Makes the tenant of `/demo` and `/chat` at the first start, without a secret key; afterwards finds it again. */
  async ensureDemo(): Promise<{ publicKey: string }> {
    await this.database.coreTransaction((manager) =>
      this.insert(manager, { id: demoTenantId, name: 'Demo', publicKey: newPublicKey(), settings: {} }),
    );
    const { publicKey } = await this.get(demoTenantId);
    return { publicKey };
  }

  private async insert(manager: EntityManager, tenant: NewTenant): Promise<void> {
    if (await this.tenants.insert(manager, tenant)) await this.rooms.insertLobby(manager, tenant.id);
  }

  /** @throws DomainError tenant_not_found */
  async get(tenantId: string): Promise<Tenant> {
    const row = isId(tenantId) ? await this.tenants.findWithKeys(tenantId) : undefined;
    if (!row) throw new DomainError('tenant_not_found');
    return toTenant(row);
  }

  /** All tenants, newest first. */
  async list({ limit, cursor }: ListTenants): Promise<TenantPage> {
    const rows = await this.tenants.list(decodeCursor(cursorScope, cursor), limit + 1);
    const { items, nextCursor } = page(rows, limit, cursorScope, (row) => row.id);
    return { items: items.map(toTenant), nextCursor };
  }

  /**
   * Changes what `patch` names and leaves the rest, at every depth of the settings.
   * @throws DomainError tenant_not_found
   */
  async update(tenantId: string, patch: PatchTenant): Promise<Tenant> {
    if (!isId(tenantId)) throw new DomainError('tenant_not_found');
    await this.database.tenantTransaction(tenantId, async (manager) => {
      const row = await this.tenants.lock(manager, tenantId);
      if (!row) throw new DomainError('tenant_not_found');
      const settings = mergeSettings(row.settings, patch.settings ?? {});
      await this.tenants.update(manager, tenantId, patch.name ?? row.name, settings);
    });
    this.bus.publish('tenant.updated', { tenantId });
    return this.get(tenantId);
  }
}
