import { z } from 'zod';
import { id } from '../common/schema/id.js';
import { line } from '../common/schema/text.js';

/** Most interests of one ticket. */
const maxInterests = 10;
/** Most code points of one interest. */
const interestMaxCodePoints = 32;

export const FindMatch = z
  .strictObject({
    interests: z
      .array(line(1, interestMaxCodePoints))
      .max(maxInterests)
      .optional()
      .describe('Who shares one comes first, whatever its case; after 10 s anyone'),
    size: z
      .int()
      .min(2)
      .max(8)
      .default(2)
      .describe('How many strangers the room is for, oneself among them; all of them asked for the same'),
  })
  .optional()
  .meta({ id: 'FindMatch' });
export type FindMatch = z.infer<typeof FindMatch>;

/** Somebody's place among those who wait for strangers. */
export const MatchTicket = z
  .strictObject({
    ticketId: id('ticket'),
    status: z.enum(['waiting', 'matched']),
    roomId: id('room').optional().describe('Set when matched'),
    waiting: z
      .number()
      .int()
      .optional()
      .describe('How many look for a room of this size in this moment, the caller among them; set while waiting'),
  })
  .meta({ id: 'MatchTicket' });
export type MatchTicket = z.infer<typeof MatchTicket>;

/** What a ticket came to. */
export const MatchFound = z.strictObject({ ticketId: id('ticket'), roomId: id('room') }).meta({ id: 'MatchFound' });
