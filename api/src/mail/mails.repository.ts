import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { removal } from '../database/removal.js';

/** What a mail is about. */
export type MailKind = 'verify_email' | 'reset_password' | 'email_changed' | 'email_removed';

/** A mail that is to be sent. */
export interface MailRow {
  id: string;
  kind: MailKind;
  email: string;
  createdAt: Date;
}

/** Whose a token is, and which address it was sent to. */
export interface TokenRow {
  userId: string;
  email: string;
}

/** Mails that were asked for; a token is good as long as its mail is there. */
@Injectable()
export class MailsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Keeps a mail.
   * @param tokenHash null = there is no token in it
   */
  async insert(
    manager: EntityManager,
    tenantId: string,
    mail: { id: string; userId: string; kind: MailKind; email: string; tokenHash: Buffer | null; lifeMinutes: number },
  ): Promise<void> {
    await manager.query(
      `INSERT INTO mails (tenant_id, id, user_id, kind, email, token_hash, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(mins => $7))`,
      [tenantId, mail.id, mail.userId, mail.kind, mail.email, mail.tokenHash, mail.lifeMinutes],
    );
  }

  /**
   * The mail, as an attempt to hand it over begins, unless its time is up or what it was about is done.
   * @param life.tryHours how long after it was asked for it is worth an attempt
   * @param life.resetMinutes how long the token of a `reset_password` is good from now: however long the mail waited for a
   *   mail server, whoever gets it has all of that time
   */
  async begin(
    tenantId: string,
    mailId: string,
    { tryHours, resetMinutes }: { tryHours: number; resetMinutes: number },
  ): Promise<MailRow | undefined> {
    const [row] = await this.database.query<MailRow>(
      `WITH begun AS (
         UPDATE mails
            SET expires_at = CASE WHEN kind = 'reset_password' THEN now() + make_interval(mins => $4) ELSE expires_at END
          WHERE tenant_id = $1 AND id = $2 AND created_at > now() - make_interval(hours => $3)
            AND (kind = 'reset_password' OR expires_at > now())
         RETURNING id, kind, email, created_at
       ) SELECT id, kind, email, created_at AS "createdAt" FROM begun`,
      [tenantId, mailId, tryHours, resetMinutes],
    );
    return row;
  }

  /** Whose token of this kind has this hash, and whether it is still good. */
  async findToken(
    tenantId: string,
    kind: MailKind,
    tokenHash: Buffer,
  ): Promise<(TokenRow & { isLive: boolean }) | undefined> {
    const [row] = await this.database.query<TokenRow & { isLive: boolean }>(
      `SELECT user_id AS "userId", email, expires_at > now() AS "isLive" FROM mails
        WHERE tenant_id = $1 AND token_hash = $2 AND kind = $3`,
      [tenantId, tokenHash, kind],
    );
    return row;
  }

  /** Uses a token up; of two who do so at once, one gets it. */
  async takeToken(
    manager: EntityManager,
    tenantId: string,
    kind: MailKind,
    tokenHash: Buffer,
  ): Promise<TokenRow | undefined> {
    const [row] = await manager.query<TokenRow[]>(
      `WITH taken AS (
         DELETE FROM mails WHERE tenant_id = $1 AND token_hash = $2 AND kind = $3 AND expires_at > now()
         RETURNING user_id, email
       ) SELECT user_id AS "userId", email FROM taken`,
      [tenantId, tokenHash, kind],
    );
    return row;
  }

  /**
   * Removes mails of all tenants, with their tokens, whose time was up a day ago.
   * @param limit how many, at most
   * @returns how many
   */
  async removeExpired(limit: number): Promise<number> {
    const rows = await this.database.query(
      removal('mails', 'tenant_id, id', `expires_at < now() - interval '1 day'`, 'expires_at'),
      [limit],
    );
    return rows.length;
  }

  /** Forgets every mail to a user: those that wait are not sent, and no token of theirs is good any more. */
  async removeAll(manager: EntityManager, tenantId: string, userId: string): Promise<void> {
    await manager.query('DELETE FROM mails WHERE tenant_id = $1 AND user_id = $2', [tenantId, userId]);
  }

  /** Forgets every mail to these users at an address that they do not have any more. */
  async removeTo(manager: EntityManager, tenantId: string, userIds: readonly string[], email: string): Promise<void> {
    await manager.query('DELETE FROM mails WHERE tenant_id = $1 AND user_id = ANY($2::uuid[]) AND email = $3', [
      tenantId,
      userIds,
      email,
    ]);
  }

  /** Makes the tokens void by which a user would get another password. */
  async voidResets(manager: EntityManager, tenantId: string, userId: string): Promise<void> {
    await manager.query(`DELETE FROM mails WHERE tenant_id = $1 AND user_id = $2 AND kind = 'reset_password'`, [
      tenantId,
      userId,
    ]);
  }

  /** Makes the tokens void by which a user would get another address than `email`; null = any address. */
  async voidVerifications(
    manager: EntityManager,
    tenantId: string,
    userId: string,
    email: string | null,
  ): Promise<void> {
    await manager.query(
      `DELETE FROM mails
        WHERE tenant_id = $1 AND user_id = $2 AND kind = 'verify_email' AND email IS DISTINCT FROM $3::text`,
      [tenantId, userId, email],
    );
  }
}
