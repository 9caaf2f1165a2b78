import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { type MeRow, type ProfileRow, userColumns, type UserRow } from './user.mapper.js';
import type { PatchMe } from './user.schema.js';

/** Another address waits as long as the mail that was sent there can confirm it. */
const pendingEmail = `(SELECT m.email FROM mails AS m
   WHERE m.tenant_id = $1 AND m.user_id = u.id AND m.kind = 'verify_email' AND m.expires_at > now()
     AND m.email IS DISTINCT FROM u.email
   ORDER BY m.id DESC LIMIT 1) AS pending_email`;
const hasRooms = 'EXISTS (SELECT FROM members AS s WHERE s.tenant_id = $1 AND s.user_id = u.id) AS has_rooms';
const ownColumns = `${userColumns}, u.about, u.email, u.email_verified_at, ${pendingEmail}, u.created_at, ${hasRooms}`;

/** What a log-in needs to know of an account. */
export interface AccountRow {
  id: string;
  password_hash: string;
}

/** What a user's picture was before a change. */
interface FormerAvatar {
  /** Of one that was uploaded, which names its files; null = none was. */
  former_avatar_id: string | null;
  former_avatar_url: string | null;
}

/** What makes an account. */
export interface NewAccount {
  username: string;
  displayName: string;
  email: string | null;
  passwordHash: string;
}

/** The people of a tenant. */
@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  /** The users of these ids, in no order; unknown ones are left out. One statement. */
  async listByIds(tenantId: string, ids: readonly string[], within?: EntityManager): Promise<UserRow[]> {
    if (ids.length === 0) return [];
    return this.database.query<UserRow>(
      `SELECT ${userColumns} FROM users AS u WHERE u.tenant_id = $1 AND u.id = ANY($2::uuid[])`,
      [tenantId, ids],
      within,
    );
  }

  async find(tenantId: string, userId: string): Promise<UserRow | undefined> {
    const [row] = await this.listByIds(tenantId, [userId]);
    return row;
  }

  /** As `find`, for a user who has not left for good. */
  async findPresent(tenantId: string, userId: string): Promise<UserRow | undefined> {
    const [row] = await this.database.query<UserRow>(
      `SELECT ${userColumns} FROM users AS u WHERE u.tenant_id = $1 AND u.id = $2 AND u.deleted_at IS NULL`,
      [tenantId, userId],
    );
    return row;
  }

  /** The user of a username, folded. */
  async findByUsername(tenantId: string, username: string): Promise<UserRow | undefined> {
    const [row] = await this.database.query<UserRow>(
      `SELECT ${userColumns} FROM users AS u WHERE u.tenant_id = $1 AND u.username = $2 AND u.deleted_at IS NULL`,
      [tenantId, username],
    );
    return row;
  }

  /**
   * Holds what lies between people as it is until the transaction ends: blocks, their direct room, and that they are there.
   * @returns those who have not left for good
   */
  lockPresent(manager: EntityManager, tenantId: string, userIds: readonly string[]): Promise<UserRow[]> {
    // In the order of their ids: two that want the same people cannot wait for each other in a circle.
    return manager.query<UserRow[]>(
      `SELECT ${userColumns} FROM users AS u WHERE u.tenant_id = $1 AND u.id = ANY($2::uuid[]) AND u.deleted_at IS NULL
        ORDER BY u.id FOR NO KEY UPDATE`,
      [tenantId, userIds],
    );
  }

  /** A user as `forId` (null: nobody asks) looks them up. */
  async findProfile(tenantId: string, userId: string, forId: string | null): Promise<ProfileRow | undefined> {
    const [row] = await this.database.query<ProfileRow>(
      `SELECT ${userColumns}, u.about,
              EXISTS (SELECT FROM blocks AS b WHERE b.tenant_id = $1 AND b.user_id = $3 AND b.blocked_id = u.id) AS blocked
         FROM users AS u WHERE u.tenant_id = $1 AND u.id = $2`,
      [tenantId, userId, forId],
    );
    return row;
  }

  /** The user, if they wrote in a public room or sit in one: whom a visitor can come across. */
  async findInPublicRooms(tenantId: string, userId: string): Promise<ProfileRow | undefined> {
    const [row] = await this.database.query<ProfileRow>(
      `SELECT ${userColumns}, u.about, false AS blocked FROM users AS u
        WHERE u.tenant_id = $1 AND u.id = $2 AND EXISTS (
          SELECT FROM members AS m JOIN rooms AS r ON r.tenant_id = m.tenant_id AND r.id = m.room_id
           WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id AND r.type = 'public' AND r.deleted_at IS NULL
             AND (m.left_at IS NULL OR EXISTS (
               SELECT FROM messages AS x
                WHERE x.tenant_id = m.tenant_id AND x.room_id = m.room_id AND x.author_id = m.user_id)))`,
      [tenantId, userId],
    );
    return row;
  }

  /**
   * Users whose username begins with `prefix`, in its order, after the username `after`; without those who block `forId`
   * (null: nobody asks). A range of an index.
   */
  listByUsername(
    tenantId: string,
    prefix: string,
    after: string | null,
    forId: string | null,
    limit: number,
  ): Promise<UserRow[]> {
    // '~' sorts after everything that a username may hold.
    return this.database.query<UserRow>(
      `SELECT ${userColumns} FROM users AS u
        WHERE u.tenant_id = $1 AND u.username >= $2 AND u.username < $2 || '~' AND ($3::text IS NULL OR u.username > $3)
          AND NOT EXISTS (SELECT FROM blocks AS b WHERE b.tenant_id = u.tenant_id AND b.user_id = u.id AND b.blocked_id = $4)
        ORDER BY u.username LIMIT $5`,
      [tenantId, prefix, after, forId, limit],
    );
  }

  async findMe(tenantId: string, userId: string): Promise<MeRow | undefined> {
    const [row] = await this.database.query<MeRow>(
      `SELECT ${ownColumns} FROM users AS u WHERE u.tenant_id = $1 AND u.id = $2`,
      [tenantId, userId],
    );
    return row;
  }

  /**
   * The account of a username or an e-mail address, both folded: of several that say the address is theirs the one that
   * confirmed it, else the first, whom nobody who comes later can shut out.
   */
  async findAccount(tenantId: string, login: string): Promise<AccountRow | undefined> {
    const [row] = await this.database.query<AccountRow>(
      `SELECT u.id, u.password_hash FROM users AS u
        WHERE u.tenant_id = $1 AND (u.username = $2 OR u.email = $2) AND u.password_hash IS NOT NULL
        ORDER BY u.email_verified_at IS NULL, u.email_since NULLS FIRST, u.id LIMIT 1`,
      [tenantId, login],
    );
    return row;
  }

  /** @returns the user after the change, and whether others see another name now */
  async update(
    manager: EntityManager,
    tenantId: string,
    userId: string,
    patch: PatchMe,
  ): Promise<(MeRow & { is_renamed: boolean }) | undefined> {
    const [row] = await manager.query<(MeRow & { is_renamed: boolean })[]>(
      `WITH old AS (
         SELECT display_name FROM users WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL FOR NO KEY UPDATE
       ), u AS (
         UPDATE users SET display_name = coalesce($3, users.display_name), about = coalesce($4, users.about) FROM old
          WHERE users.tenant_id = $1 AND users.id = $2
          RETURNING users.*, users.display_name <> old.display_name AS is_renamed
       ) SELECT ${ownColumns}, u.is_renamed FROM u`,
      [tenantId, userId, patch.displayName ?? null, patch.about ?? null],
    );
    return row;
  }

  /**
   * Gives a user another picture, or none (`avatar` null).
   * @returns the user after the change, and what their picture was before
   */
  async setAvatar(
    manager: EntityManager,
    tenantId: string,
    userId: string,
    avatar: { id: string; url: string } | null,
  ): Promise<(MeRow & FormerAvatar) | undefined> {
    const [row] = await manager.query<(MeRow & FormerAvatar)[]>(
      `WITH old AS (
         SELECT avatar_id, avatar_url FROM users
          WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL FOR NO KEY UPDATE
       ), u AS (
         UPDATE users SET avatar_id = $3, avatar_url = $4 FROM old
          WHERE users.tenant_id = $1 AND users.id = $2
          RETURNING users.*, old.avatar_id AS former_avatar_id, old.avatar_url AS former_avatar_url
       ) SELECT ${ownColumns}, u.former_avatar_id, u.former_avatar_url FROM u`,
      [tenantId, userId, avatar?.id ?? null, avatar?.url ?? null],
    );
    return row;
  }

  /** Those of the uploaded pictures that are still somebody's. */
  async listAvatarIds(tenantId: string, avatarIds: readonly string[]): Promise<string[]> {
    const rows = await this.database.query<{ avatar_id: string }>(
      `SELECT u.avatar_id FROM users AS u WHERE u.tenant_id = $1 AND u.avatar_id = ANY($2::uuid[])`,
      [tenantId, avatarIds],
    );
    return rows.map((row) => row.avatar_id);
  }

  async insertGuest(manager: EntityManager, tenantId: string, id: string, displayName: string): Promise<UserRow> {
    const [row] = await manager.query<[UserRow]>(
      `WITH u AS (
         INSERT INTO users (tenant_id, id, kind, display_name) VALUES ($1, $2, 'guest', $3) RETURNING *
       ) SELECT ${userColumns} FROM u`,
      [tenantId, id, displayName],
    );
    return row;
  }

  /** Breaks the constraint `users_username` when somebody else has it. */
  async insertAccount(manager: EntityManager, tenantId: string, id: string, account: NewAccount): Promise<UserRow> {
    const [row] = await manager.query<[UserRow]>(
      `WITH u AS (
         INSERT INTO users (tenant_id, id, kind, username, display_name, email, email_since, password_hash)
         VALUES ($1, $2, 'registered', $3, $4, $5, now(), $6) RETURNING *
       ) SELECT ${userColumns} FROM u`,
      [tenantId, id, account.username, account.displayName, account.email, account.passwordHash],
    );
    return row;
  }

  /**
   * Makes a guest's user an account; `displayName` null keeps the guest's. Breaks the same constraint.
   * @returns `undefined` when the user is no guest (any more)
   */
  async upgradeGuest(
    manager: EntityManager,
    tenantId: string,
    userId: string,
    account: Omit<NewAccount, 'displayName'> & { displayName: string | null },
  ): Promise<UserRow | undefined> {
    const [row] = await manager.query<UserRow[]>(
      `WITH u AS (
         UPDATE users SET kind = 'registered', username = $3, display_name = coalesce($4, display_name), email = $5, email_since = now(),
                password_hash = $6
          WHERE tenant_id = $1 AND id = $2 AND kind = 'guest' AND deleted_at IS NULL RETURNING *
       ) SELECT ${userColumns} FROM u`,
      [tenantId, userId, account.username, account.displayName, account.email, account.passwordHash],
    );
    return row;
  }
}
