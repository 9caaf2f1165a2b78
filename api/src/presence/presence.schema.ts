import { z } from 'zod';
import { id } from '../common/schema/id.js';

export const SetTyping = z.strictObject({ roomId: id('room'), typing: z.boolean() }).meta({ id: 'SetTyping' });
export type SetTyping = z.infer<typeof SetTyping>;

/** Whether a member of an open room is typing; over after 6 s without another one. */
export const Typing = z
  .strictObject({ roomId: id('room'), userId: id('user'), typing: z.boolean() })
  .meta({ id: 'Typing' });

export const SetPresence = z
  .strictObject({
    status: z
      .enum(['online', 'away', 'invisible'])
      .describe('away is of this socket; invisible of the person, until some socket of theirs says online'),
  })
  .meta({ id: 'SetPresence' });
export type SetPresence = z.infer<typeof SetPresence>;

/** Whether somebody is here, over all their devices. */
export const PresenceState = z
  .strictObject({
    userId: id('user'),
    status: z.enum(['online', 'away', 'offline', 'invisible']).describe('invisible is told to oneself alone'),
    lastSeenAt: z.string().optional().describe('ISO 8601, UTC; of those who are offline, as far as it is known'),
  })
  .meta({ id: 'PresenceState' });
export type PresenceState = z.infer<typeof PresenceState>;
