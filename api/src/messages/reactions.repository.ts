import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type MessageRow, messageColumns } from './message.mapper.js';
import type { Reaction } from './message.schema.js';
import type { MessageKey } from './message-changes.repository.js';
import { listedReactors } from './reactions.js';

/** One emoji of one user. */
export interface Reacting {
  readonly emoji: string;
  readonly userId: string;
}

/**
 * The statement that changes one reaction and writes what its message shows then; $1 tenant, $2 room, $3 seq, $4 position, $5 emoji,
 * $6 user, $7 reactions.
 */
const changing = (reaction: string): string => `
  WITH changed AS (${reaction})
  UPDATE messages SET reactions = nullif($7::jsonb, '[]'), position = $4 WHERE tenant_id = $1 AND room_id = $2 AND seq = $3
  RETURNING ${messageColumns}`;

const addStatement = changing(`
  INSERT INTO message_reactions (tenant_id, room_id, seq, emoji, user_id, position) VALUES ($1, $2, $3, $5, $6, $4)`);

const removeStatement = changing(`
  DELETE FROM message_reactions WHERE tenant_id = $1 AND room_id = $2 AND seq = $3 AND emoji = $5 AND user_id = $6`);

/** Reactions. All of it runs in a change of the room, under its head's lock. */
@Injectable()
export class ReactionsRepository {
  /** Whether the user has reacted so. */
  async has(
    manager: EntityManager,
    { tenantId, roomId, seq }: MessageKey,
    { emoji, userId }: Reacting,
  ): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      'SELECT FROM message_reactions WHERE tenant_id = $1 AND room_id = $2 AND seq = $3 AND emoji = $4 AND user_id = $5',
      [tenantId, roomId, seq, emoji, userId],
    );
    return rows.length > 0;
  }

  /** Adds one that is not there. @param reactions what the message shows from then on */
  add(
    manager: EntityManager,
    key: MessageKey,
    position: number,
    reacting: Reacting,
    reactions: readonly Reaction[],
  ): Promise<MessageRow> {
    return this.write(manager, addStatement, key, position, reacting, reactions);
  }

  /** Takes one away that is there. @param reactions what the message shows from then on */
  remove(
    manager: EntityManager,
    key: MessageKey,
    position: number,
    reacting: Reacting,
    reactions: readonly Reaction[],
  ): Promise<MessageRow> {
    return this.write(manager, removeStatement, key, position, reacting, reactions);
  }

  /** The first one who reacted so and is not among the listed ones; null = nobody. */
  async findUnlisted(
    manager: EntityManager,
    { tenantId, roomId, seq }: MessageKey,
    emoji: string,
  ): Promise<string | null> {
    const [row] = await manager.query<{ user_id: string }[]>(
      `SELECT user_id FROM message_reactions WHERE tenant_id = $1 AND room_id = $2 AND seq = $3 AND emoji = $4
        ORDER BY position OFFSET $5 LIMIT 1`,
      [tenantId, roomId, seq, emoji, listedReactors],
    );
    return row?.user_id ?? null;
  }

  private async write(
    manager: EntityManager,
    statement: string,
    { tenantId, roomId, seq }: MessageKey,
    position: number,
    { emoji, userId }: Reacting,
    reactions: readonly Reaction[],
  ): Promise<MessageRow> {
    const [rows] = await manager.query<[MessageRow[], number]>(statement, [
      tenantId,
      roomId,
      seq,
      position,
      emoji,
      userId,
      JSON.stringify(reactions),
    ]);
    const [row] = rows;
    if (!row) throw new Error('a reaction was not written');
    return row;
  }
}
