import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';

/** What proves an account's owner. */
export interface AccountProof {
  username: string;
  passwordHash: string;
}

/** Where an account is reached. */
export interface AccountAddress {
  email: string | null;
  isVerified: boolean;
}

/** Passwords and e-mail addresses of accounts; guests and external users have none, and are not found here. */
@Injectable()
export class AccountsRepository {
  constructor(private readonly database: Database) {}

  async findProof(tenantId: string, userId: string): Promise<AccountProof | undefined> {
    const [row] = await this.database.query<AccountProof>(
      `SELECT username, password_hash AS "passwordHash" FROM users
        WHERE tenant_id = $1 AND id = $2 AND password_hash IS NOT NULL AND username IS NOT NULL`,
      [tenantId, userId],
    );
    return row;
  }

  /** Whether the password is still the one of this hash; holds it up until the transaction ends if so. */
  async holdPassword(manager: EntityManager, tenantId: string, userId: string, hash: string): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      'SELECT FROM users WHERE tenant_id = $1 AND id = $2 AND password_hash = $3 FOR SHARE',
      [tenantId, userId, hash],
    );
    return rows.length > 0;
  }

  /** Sets another password in place of the one of hash `before`. @returns whether that was still the one */
  async replacePassword(
    manager: EntityManager,
    tenantId: string,
    userId: string,
    before: string,
    after: string,
  ): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      `WITH changed AS (
         UPDATE users SET password_hash = $4 WHERE tenant_id = $1 AND id = $2 AND password_hash = $3 RETURNING id
       ) SELECT id FROM changed`,
      [tenantId, userId, before, after],
    );
    return rows.length > 0;
  }

  /**
   * Sets another password for who has shown to receive mail at `email`, which counts as a confirmation of it. Breaks the
   * constraint `users_email` when another account has confirmed it.
   * @returns whether that is the account's address
   */
  async resetPassword(
    manager: EntityManager,
    tenantId: string,
    userId: string,
    email: string,
    hash: string,
  ): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      `WITH changed AS (
         UPDATE users SET password_hash = $4, email_verified_at = coalesce(email_verified_at, now())
          WHERE tenant_id = $1 AND id = $2 AND email = $3 AND password_hash IS NOT NULL RETURNING id
       ) SELECT id FROM changed`,
      [tenantId, userId, email, hash],
    );
    return rows.length > 0;
  }

  /** The account's address, locked against other changes until the transaction ends. */
  async lockAddress(manager: EntityManager, tenantId: string, userId: string): Promise<AccountAddress | undefined> {
    const [row] = await manager.query<AccountAddress[]>(
      `SELECT email, email_verified_at IS NOT NULL AS "isVerified" FROM users
        WHERE tenant_id = $1 AND id = $2 AND password_hash IS NOT NULL FOR UPDATE`,
      [tenantId, userId],
    );
    return row;
  }

  /** As `lockAddress`, for all accounts that have the address as well: in one order, so that none waits for one that waits. */
  async lockClaims(
    manager: EntityManager,
    tenantId: string,
    userId: string,
    email: string,
  ): Promise<AccountAddress | undefined> {
    // No key of a row changes: who refers to these users meanwhile, in whatever order, is not waited for.
    const rows = await manager.query<(AccountAddress & { id: string })[]>(
      `SELECT id, email, email_verified_at IS NOT NULL AS "isVerified" FROM users
        WHERE tenant_id = $1 AND (id = $2 OR email = $3) AND password_hash IS NOT NULL
        ORDER BY id FOR NO KEY UPDATE`,
      [tenantId, userId, email],
    );
    const own = rows.find(({ id }) => id === userId);
    return own && { email: own.email, isVerified: own.isVerified };
  }

  /**
   * Takes an address from those who have not confirmed it, but for one user. Under `lockClaims`.
   * @returns whose it was
   */
  async dropClaims(manager: EntityManager, tenantId: string, keptId: string, email: string): Promise<string[]> {
    const rows = await manager.query<{ id: string }[]>(
      `WITH dropped AS (
         UPDATE users SET email = NULL
          WHERE tenant_id = $1 AND email = $3 AND id <> $2 AND email_verified_at IS NULL RETURNING id
       ) SELECT id FROM dropped`,
      [tenantId, keptId, email],
    );
    return rows.map((row) => row.id);
  }

  /** Breaks the constraint `users_email` when it is confirmed, and by another account, too. Under `lockAddress`. */
  async setAddress(
    manager: EntityManager,
    tenantId: string,
    userId: string,
    { email, isVerified }: AccountAddress,
  ): Promise<void> {
    await manager.query(
      `UPDATE users SET email = $3, email_verified_at = CASE WHEN $4 THEN now() END,
              email_since = CASE WHEN email IS DISTINCT FROM $3 THEN now() ELSE email_since END
        WHERE tenant_id = $1 AND id = $2`,
      [tenantId, userId, email, isVerified],
    );
  }

  /** Whether a username, folded, is somebody's, or still rests after who had it. */
  async isUsernameTaken(tenantId: string, username: string): Promise<boolean> {
    const rows = await this.database.query<unknown[]>(
      `SELECT FROM users AS u WHERE u.tenant_id = $1 AND u.username = $2
       UNION ALL
       SELECT FROM username_holds AS h WHERE h.tenant_id = $1 AND h.username = $2 AND h.free_at > now()`,
      [tenantId, username],
    );
    return rows.length > 0;
  }

  /** Whether another account of the tenant has confirmed the address, or gave it within the last day. */
  async isAddressTaken(manager: EntityManager, tenantId: string, email: string, userId: string): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      `SELECT FROM users AS u WHERE u.tenant_id = $1 AND u.email = $2 AND u.id <> $3
          AND (u.email_verified_at IS NOT NULL OR u.email_since > now() - interval '1 day')`,
      [tenantId, email, userId],
    );
    return rows.length > 0;
  }
}
