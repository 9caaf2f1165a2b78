import type { PatchSettings, Settings } from './settings.schema.js';
import { effectiveSettings } from './settings.js';
import type { SecretKey, Tenant } from './tenant.schema.js';

/** A live row of `tenants`. */
export interface TenantRow {
  id: string;
  name: string;
  public_key: string;
  settings: PatchSettings;
  created_at: Date;
}

/** A row of `secret_keys`, without the hash. */
export interface SecretKeyRow {
  id: string;
  last4: string;
  created_at: Date | string;
}

/** A tenant with its keys, as one row. */
export interface TenantWithKeysRow extends TenantRow {
  secret_keys: SecretKeyRow[];
}

/** What every request needs to know of its tenant. */
export interface TenantInfo {
  readonly id: string;
  readonly name: string;
  readonly publicKey: string;
  readonly settings: Settings;
}

export const toSecretKey = (row: SecretKeyRow): SecretKey => ({
  id: row.id,
  last4: row.last4,
  createdAt: new Date(row.created_at).toISOString(),
});

export const toTenant = (row: TenantWithKeysRow): Tenant => ({
  id: row.id,
  name: row.name,
  publicKey: row.public_key,
  settings: effectiveSettings(row.settings),
  secretKeys: row.secret_keys.map(toSecretKey),
  createdAt: row.created_at.toISOString(),
});

export const toTenantInfo = (row: TenantRow): TenantInfo => ({
  id: row.id,
  name: row.name,
  publicKey: row.public_key,
  settings: effectiveSettings(row.settings),
});
