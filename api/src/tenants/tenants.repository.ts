import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import type { NewKey } from './tenant-keys.js';
import type { PatchSettings } from './settings.schema.js';
import type { SecretKeyRow, TenantRow, TenantWithKeysRow } from './tenant.mapper.js';

const columns = 't.id, t.name, t.public_key, t.settings, t.created_at';

const withKeys = `SELECT ${columns}, coalesce(
    (SELECT jsonb_agg(jsonb_build_object('id', k.id, 'last4', k.last4, 'created_at', k.created_at) ORDER BY k.id)
       FROM secret_keys AS k WHERE k.tenant_id = t.id AND k.removed_at IS NULL), '[]') AS secret_keys
  FROM tenants AS t`;

/** A tenant about to be made. */
export interface NewTenant {
  id: string;
  name: string;
  publicKey: string;
  settings: PatchSettings;
}

/** Whether a secret key is still good. */
export interface KeyState {
  id: string;
  hash: Buffer;
  is_live: boolean;
}

/** Tenants and their keys. A tenant's id is its row's key: `id = $1` is here what `tenant_id = $1` is elsewhere. */
@Injectable()
export class TenantsRepository {
  constructor(private readonly database: Database) {}

  async findById(tenantId: string): Promise<TenantRow | undefined> {
    const [row] = await this.database.query<TenantRow>(
      `SELECT ${columns} FROM tenants AS t WHERE t.id = $1 AND t.delete_at IS NULL`,
      [tenantId],
    );
    return row;
  }

  /** Before any tenant is known: the public key is what names it. */
  async findIdByPublicKey(publicKey: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ id: string }>(
      'SELECT id FROM tenants WHERE public_key = $1 AND delete_at IS NULL',
      [publicKey],
    );
    return row?.id;
  }

  /** Before any tenant is known: the hash of the secret key is what names it. */
  async findIdBySecretKey(hash: Buffer): Promise<string | undefined> {
    const [row] = await this.database.query<{ tenant_id: string }>(
      'SELECT tenant_id FROM secret_keys WHERE hash = $1 AND removed_at IS NULL',
      [hash],
    );
    return row?.tenant_id;
  }

  async findWithKeys(tenantId: string): Promise<TenantWithKeysRow | undefined> {
    const [row] = await this.database.query<TenantWithKeysRow>(`${withKeys} WHERE t.id = $1 AND t.delete_at IS NULL`, [
      tenantId,
    ]);
    return row;
  }

  /** The operator's list: newest first, older than the tenant `beforeId`. */
  list(beforeId: string | null, limit: number): Promise<TenantWithKeysRow[]> {
    return this.database.query<TenantWithKeysRow>(
      `${withKeys} WHERE t.delete_at IS NULL AND ($1::uuid IS NULL OR t.id < $1) ORDER BY t.id DESC LIMIT $2`,
      [beforeId, limit],
    );
  }

  /** @returns whether it was made; `false` when one of this id is there already. As `parley_core`. */
  async insert(manager: EntityManager, tenant: NewTenant): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      `INSERT INTO tenants (id, name, public_key, settings) VALUES ($1, $2, $3, $4)
       ON CONFLICT (id) DO NOTHING RETURNING id`,
      [tenant.id, tenant.name, tenant.publicKey, JSON.stringify(tenant.settings)],
    );
    return rows.length > 0;
  }

  /** What the tenant has set, locked against other changes until the transaction ends. */
  async lock(manager: EntityManager, tenantId: string): Promise<TenantRow | undefined> {
    const [row] = await manager.query<TenantRow[]>(
      `SELECT ${columns} FROM tenants AS t WHERE t.id = $1 AND t.delete_at IS NULL FOR UPDATE`,
      [tenantId],
    );
    return row;
  }

  async update(manager: EntityManager, tenantId: string, name: string, settings: PatchSettings): Promise<void> {
    await manager.query('UPDATE tenants SET name = $2, settings = $3 WHERE id = $1', [
      tenantId,
      name,
      JSON.stringify(settings),
    ]);
  }

  async insertKey(manager: EntityManager, tenantId: string, id: string, key: NewKey): Promise<SecretKeyRow> {
    const [row] = await manager.query<[SecretKeyRow]>(
      `INSERT INTO secret_keys (tenant_id, id, hash, last4) VALUES ($1, $2, $3, $4) RETURNING id, last4, created_at`,
      [tenantId, id, key.hash, key.last4],
    );
    return row;
  }

  /** Every secret key the tenant ever had; under `lock`. */
  listKeys(manager: EntityManager, tenantId: string): Promise<KeyState[]> {
    return manager.query<KeyState[]>(
      'SELECT id, hash, removed_at IS NULL AS is_live FROM secret_keys WHERE tenant_id = $1',
      [tenantId],
    );
  }

  /** The row stays, so that removing the key again is no error. */
  async removeKey(manager: EntityManager, tenantId: string, keyId: string): Promise<void> {
    await manager.query('UPDATE secret_keys SET removed_at = now() WHERE tenant_id = $1 AND id = $2', [
      tenantId,
      keyId,
    ]);
  }
}
