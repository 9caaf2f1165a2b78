import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import type { BareJwk } from './public-key.js';
import type { SigningAlg } from './signing-key.schema.js';

/** A row of `signing_keys`, without what verifies. */
export interface SigningKeyRow {
  kid: string;
  alg: SigningAlg;
  created_at: Date;
}

/** A live key with what verifies: exactly one of the two is not null. */
export interface VerifyingKeyRow {
  kid: string;
  alg: SigningAlg;
  public_key: BareJwk | null;
  sealed_secret: Buffer | null;
}

/** Keys with which tenants sign tokens for their users. */
@Injectable()
export class SigningKeysRepository {
  constructor(private readonly database: Database) {}

  /** The live keys, with what verifies a token of theirs. */
  listVerifying(tenantId: string): Promise<VerifyingKeyRow[]> {
    return this.database.query<VerifyingKeyRow>(
      `SELECT kid, alg, public_key, sealed_secret FROM signing_keys WHERE tenant_id = $1 AND removed_at IS NULL`,
      [tenantId],
    );
  }

  /** The live keys in the order in which they were made, after the key `after`. */
  list(tenantId: string, after: string | null, limit: number): Promise<SigningKeyRow[]> {
    return this.database.query<SigningKeyRow>(
      `SELECT kid, alg, created_at FROM signing_keys
        WHERE tenant_id = $1 AND removed_at IS NULL AND ($2::uuid IS NULL OR kid > $2) ORDER BY kid LIMIT $3`,
      [tenantId, after, limit],
    );
  }

  /** How many keys live; under the tenant's lock. */
  async countLive(manager: EntityManager, tenantId: string): Promise<number> {
    const [row] = await manager.query<[{ count: number }]>(
      'SELECT count(*)::int AS count FROM signing_keys WHERE tenant_id = $1 AND removed_at IS NULL',
      [tenantId],
    );
    return row.count;
  }

  async insert(
    manager: EntityManager,
    tenantId: string,
    { kid, alg, public_key, sealed_secret }: VerifyingKeyRow,
  ): Promise<SigningKeyRow> {
    const [row] = await manager.query<[SigningKeyRow]>(
      `INSERT INTO signing_keys (tenant_id, kid, alg, public_key, sealed_secret) VALUES ($1, $2, $3, $4, $5)
       RETURNING kid, alg, created_at`,
      [tenantId, kid, alg, public_key && JSON.stringify(public_key), sealed_secret],
    );
    return row;
  }

  /** Empties the row of a key that lives. @returns whether there is such a row, live or not */
  async remove(manager: EntityManager, tenantId: string, kid: string): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      `WITH removed AS (
         UPDATE signing_keys SET removed_at = now(), public_key = NULL, sealed_secret = NULL
          WHERE tenant_id = $1 AND kid = $2 AND removed_at IS NULL
       ) SELECT kid FROM signing_keys WHERE tenant_id = $1 AND kid = $2`,
      [tenantId, kid],
    );
    return rows.length > 0;
  }
}
