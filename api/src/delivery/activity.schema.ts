import { z } from 'zod';
import { id } from '../common/schema/id.js';
import { Message } from '../messages/message.schema.js';
import { User } from '../users/user.schema.js';

/** What was written in a room that the hearer has not open, or what became of its newest message. */
export const Activity = z
  .strictObject({
    roomId: id('room'),
    lastSeq: z.int().describe('The seq of the newest message'),
    lastMessage: Message,
    author: User.nullable().describe('Who wrote it'),
    mentions: z
      .array(id('user'))
      .describe(
        'Whom it, or another message since the last activity, mentions (the id of the room: everybody there); and for whom one that was edited or deleted counts no more',
      ),
  })
  .meta({ id: 'Activity' });
export type Activity = z.infer<typeof Activity>;
