import { z } from 'zod';
import { cursor, limit, pageOf } from '../common/schema/paging.js';
import { User } from '../users/user.schema.js';

/** How many people one person may block: each look for a stranger, and each list, goes by them. */
export const maxBlocks = 10_000;

/** Somebody whom the caller wants nothing of; they are not told. */
export const Block = z
  .strictObject({
    user: User,
    until: z.string().nullable().describe('Always null: a block has no end of its own'),
    reason: z.string().nullable().describe('Always null'),
  })
  .meta({ id: 'Block' });
export type Block = z.infer<typeof Block>;

export const ListBlocks = z.strictObject({ limit, cursor });
export type ListBlocks = z.infer<typeof ListBlocks>;

export const BlockPage = pageOf('BlockPage', Block);
export type BlockPage = z.infer<typeof BlockPage>;
