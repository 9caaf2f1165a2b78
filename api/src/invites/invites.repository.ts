import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '../common/ids.js';
import { Database } from '../database/database.js';
import { removal } from '../database/removal.js';
import { inviteColumns, type InviteRow } from './invite.mapper.js';

/** What a new invite has. */
export interface NewInvite {
  roomId: string;
  code: string;
  createdBy: string | null;
  /** ISO 8601; null = no end. */
  expiresAt: string | null;
  maxUses: number | null;
}

/** An invite, whether it still stands (neither revoked nor over), and the name of its room. */
export interface FoundInvite extends InviteRow {
  stands: boolean;
  room_name: string | null;
}

/** Whether somebody may come in by it who has no seat yet. */
export const hasUsesLeft = ({ uses, max_uses: max }: InviteRow): boolean => max === null || uses < max;

const isOpen = `i.revoked_at IS NULL AND (i.expires_at IS NULL OR i.expires_at > now())`;

/** When an invite was revoked or ran out, whichever came first. */
const overAt = 'least(revoked_at, expires_at)';

/** Invites. */
@Injectable()
export class InvitesRepository {
  constructor(private readonly database: Database) {}

  async insert(manager: EntityManager, tenantId: string, invite: NewInvite): Promise<InviteRow> {
    const { roomId, code, createdBy, expiresAt, maxUses } = invite;
    const [row] = await manager.query<[InviteRow]>(
      `WITH i AS (
         INSERT INTO invites (tenant_id, id, room_id, code, created_by, expires_at, max_uses)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING *
       ) SELECT ${inviteColumns} FROM i`,
      [tenantId, newId(), roomId, code, createdBy, expiresAt, maxUses],
    );
    return row;
  }

  /** How many invites of a room somebody can come in by, counted up to `most`: as many entries of an index. */
  async countOpen(manager: EntityManager, tenantId: string, roomId: string, most: number): Promise<number> {
    const [row] = await manager.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM (
         SELECT FROM invites AS i
          WHERE i.tenant_id = $1 AND i.room_id = $2 AND i.revoked_at IS NULL AND (i.max_uses IS NULL OR i.uses < i.max_uses)
            AND coalesce(i.expires_at, 'infinity'::timestamptz) > now() LIMIT $3) AS open`,
      [tenantId, roomId, most],
    );
    return row?.count ?? 0;
  }

  /** Those of a room by which somebody can come in, newest first, before `beforeId`. */
  list(tenantId: string, roomId: string, beforeId: string | null, limit: number): Promise<InviteRow[]> {
    return this.database.query<InviteRow>(
      `SELECT ${inviteColumns} FROM invites AS i
        WHERE i.tenant_id = $1 AND i.room_id = $2 AND ${isOpen} AND (i.max_uses IS NULL OR i.uses < i.max_uses)
          AND ($3::uuid IS NULL OR i.id < $3)
        ORDER BY i.id DESC LIMIT $4`,
      [tenantId, roomId, beforeId, limit],
    );
  }

  /** The invite of a code, of a room that is there; also one that stands no more. One index look-up. */
  async find(tenantId: string, code: string, within?: EntityManager): Promise<FoundInvite | undefined> {
    const [row] = await this.database.query<FoundInvite>(
      `SELECT ${inviteColumns}, ${isOpen} AS stands, r.name AS room_name
         FROM invites AS i JOIN rooms AS r ON r.tenant_id = i.tenant_id AND r.id = i.room_id AND r.deleted_at IS NULL
        WHERE i.tenant_id = $1 AND i.code = $2`,
      [tenantId, code],
      within,
    );
    return row;
  }

  /** Spends one use. @returns whether there was one left of an invite that stands */
  async spend(manager: EntityManager, tenantId: string, code: string): Promise<boolean> {
    const [, count] = await manager.query<[unknown, number]>(
      `UPDATE invites AS i SET uses = i.uses + 1
        WHERE i.tenant_id = $1 AND i.code = $2 AND ${isOpen} AND (i.max_uses IS NULL OR i.uses < i.max_uses)`,
      [tenantId, code],
    );
    return count > 0;
  }

  /** Forgets invites of all tenants that were revoked, or ran out, thirty days ago. @returns how many, at most `limit` */
  async removeOver(limit: number): Promise<number> {
    const rows = await this.database.query(
      removal('invites', 'tenant_id, id', `${overAt} < now() - interval '30 days'`, overAt),
      [limit],
    );
    return rows.length;
  }

  async revoke(manager: EntityManager, tenantId: string, code: string): Promise<void> {
    await manager.query(
      'UPDATE invites SET revoked_at = now() WHERE tenant_id = $1 AND code = $2 AND revoked_at IS NULL',
      [tenantId, code],
    );
  }
}
