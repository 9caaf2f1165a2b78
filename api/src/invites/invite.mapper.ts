import type { Invite } from './invite.schema.js';

/** A row of `invites`. */
export interface InviteRow {
  id: string;
  room_id: string;
  code: string;
  created_by: string | null;
  created_at: Date;
  expires_at: Date | null;
  max_uses: number | null;
  uses: number;
}

/** The columns of an `InviteRow`, of `invites AS i`. */
export const inviteColumns = 'i.id, i.room_id, i.code, i.created_by, i.created_at, i.expires_at, i.max_uses, i.uses';

export const toInvite = (row: InviteRow): Invite => ({
  code: row.code,
  roomId: row.room_id,
  createdBy: row.created_by,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at?.toISOString() ?? null,
  maxUses: row.max_uses,
  uses: row.uses,
});
