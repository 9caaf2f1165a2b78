import { toUser, type UserRow } from '../users/user.mapper.js';
import type { Block } from './block.schema.js';

/** A block, by whom it is of. */
export const toBlock = (row: UserRow): Block => ({ user: toUser(row), until: null, reason: null });
