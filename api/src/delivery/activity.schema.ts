import { z } from 'zod';
import { id } from '../common/schema/id.js';
import { namedIn } from '../messages/message.mapper.js';
import { Message } from '../messages/message.schema.js';
import { User } from '../users/user.schema.js';

/** What was written in a room that the hearer has not open, or what became of its newest message. */
export const Activity = z
  .strictObject({
    roomId: id('room'),
    lastSeq: z.int().describe('The seq of the newest message'),
    lastMessage: Message,
    author: User.nullable().describe('Who wrote it; null where no user did'),
    subject: User.nullable().describe('Whom it is about, if it is a system message about somebody'),
    mentions: z
      .array(id('user'))
      .describe(
        'Whom it, or another message since the last activity, mentions (the id of the room: everybody there); and for whom one that was edited or deleted counts no more',
      ),
  })
  .meta({ id: 'Activity' });
export type Activity = z.infer<typeof Activity>;

/** The newest message of a room as lists of rooms show it. @param users among whom those are whom it names */
export const newestOf = (lastMessage: Message, users: readonly User[]): Omit<Activity, 'mentions'> => {
  const [authorId, subjectId] = namedIn(lastMessage);
  const named = (id: string | undefined): User | null => users.find((user) => user.id === id) ?? null;
  const { roomId, seq: lastSeq } = lastMessage;
  return { roomId, lastSeq, lastMessage, author: named(authorId), subject: named(subjectId) };
};
