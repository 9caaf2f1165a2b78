import { z } from 'zod';
import { cursor, limit, pageOf } from '../common/schema/paging.js';
import { text } from '../common/schema/text.js';
import { User } from '../users/user.schema.js';

/** Most code points of what a ban or a mute is for. */
const reasonMaxCodePoints = 500;

const until = z.iso.datetime({ offset: true }).nullable().optional().describe('ISO 8601; in the future; null = no end');

export const PutSanction = z
  .strictObject({ reason: text(1, reasonMaxCodePoints).nullable().optional(), until })
  .optional()
  .meta({ id: 'PutSanction' });
export type PutSanction = z.infer<typeof PutSanction>;

/** A ban or a mute. */
export const Sanction = z
  .strictObject({
    user: User,
    until: z.string().nullable().describe('ISO 8601, UTC; null = without end'),
    reason: z.string().nullable().describe('For owners and moderators; the user is not told'),
  })
  .meta({ id: 'Sanction' });
export type Sanction = z.infer<typeof Sanction>;

export const ListSanctions = z.strictObject({ limit, cursor });
export type ListSanctions = z.infer<typeof ListSanctions>;

export const SanctionPage = pageOf('SanctionPage', Sanction);
export type SanctionPage = z.infer<typeof SanctionPage>;
