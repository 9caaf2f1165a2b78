import type { Me, Profile, User } from './user.schema.js';

/** The columns of a user that others may see. */
export interface UserRow {
  id: string;
  kind: User['kind'];
  username: string | null;
  display_name: string;
  avatar_url: string | null;
}

/** A user as one of the others looks them up. */
export interface ProfileRow extends UserRow {
  about: string;
  blocked: boolean;
}

/** A user's whole row, without the password's hash. */
export interface MeRow extends UserRow {
  about: string;
  email: string | null;
  email_verified_at: Date | null;
  pending_email: string | null;
  created_at: Date;
  has_rooms: boolean;
}

/** The columns of a `UserRow`, of `users AS u`. */
export const userColumns = 'u.id, u.kind, u.username, u.display_name, u.avatar_url';

/** The columns of a `User`: as JSON a row of them is what `toUser` makes of a `UserRow`. */
export const userFields = 'id, kind, username, display_name AS "displayName", avatar_url AS "avatarUrl"';

export const toUser = (row: UserRow): User => ({
  id: row.id,
  kind: row.kind,
  username: row.username,
  displayName: row.display_name,
  avatarUrl: row.avatar_url,
});

export const toProfile = (row: ProfileRow): Profile => ({
  ...toUser(row),
  about: row.about,
  blocked: row.blocked,
});

export const toMe = (row: MeRow): Me => ({
  ...toUser(row),
  about: row.about,
  email: row.email,
  emailVerifiedAt: row.email_verified_at?.toISOString() ?? null,
  pendingEmail: row.pending_email,
  createdAt: row.created_at.toISOString(),
  hasRooms: row.has_rooms,
});
