import { z } from 'zod';
import { wellFormed } from '../common/schema/text.js';

/** What shows that it is meant: the password where there is one, else a plain yes. */
export const DeleteMe = z
  .strictObject({
    password: wellFormed.min(1).max(512).optional().describe('Needed of an account that has a password'),
    confirm: z.literal(true).optional().describe('Needed of everybody else: guests, and whom the tenant vouches for'),
  })
  .meta({ id: 'DeleteMe' });
export type DeleteMe = z.infer<typeof DeleteMe>;
