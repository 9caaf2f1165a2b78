import { z } from 'zod';
import { id } from '../common/schema/id.js';
import { cursor, limit, queryInt } from '../common/schema/paging.js';
import { User } from '../users/user.schema.js';
import { Message } from './message.schema.js';

/** Unread messages of one thread are counted up to this many. */
export const maxUnreadInThread = 1_000;

const seq = queryInt(0, Number.MAX_SAFE_INTEGER);

/** Which page of a thread: `before` and `after` exclusive, one of them at most; none = the newest. */
export const ThreadQuery = z
  .strictObject({
    before: seq.optional().describe('Messages with a lower seq'),
    after: seq.optional().describe('Messages with a higher seq'),
    limit,
  })
  .refine(({ before, after }) => before === undefined || after === undefined, 'give one of before and after at most');
export type ThreadQuery = z.infer<typeof ThreadQuery>;

/** A page of a thread. */
export const ThreadHistory = z
  .strictObject({
    root: Message.describe('The message on which the thread hangs'),
    items: z
      .array(Message)
      .describe('Messages of the thread, ascending by seq; those of other threads and of the room lie between'),
    hasBefore: z.boolean().describe('Whether there are older ones'),
    hasAfter: z.boolean().describe('Whether there are newer ones'),
    users: z.array(User).describe('The authors'),
    readSeq: z.int().nullable().describe('How far the caller has read it; null = they do not follow it'),
  })
  .meta({ id: 'ThreadHistory' });
export type ThreadHistory = z.infer<typeof ThreadHistory>;

export const ListThreads = z.strictObject({ limit, cursor });
export type ListThreads = z.infer<typeof ListThreads>;

/** A thread that the caller follows. */
const FollowedThread = z
  .strictObject({
    root: Message.describe('The message on which it hangs'),
    readSeq: z.int().describe('How far the caller has read it'),
    unreadCount: z.int().describe(`Messages after that; ${maxUnreadInThread} = so many, or more`),
  })
  .meta({ id: 'FollowedThread' });

export const ThreadPage = z
  .strictObject({
    items: z.array(FollowedThread).describe('The one that was written in last first'),
    users: z.array(User).describe('The authors of the roots'),
    nextCursor: z.string().nullable().describe('Opaque; asks for the next page; null at the end'),
  })
  .meta({ id: 'ThreadPage' });
export type ThreadPage = z.infer<typeof ThreadPage>;

export const SetThreadRead = z
  .strictObject({ seq: z.int().min(0).describe('Everything of the thread up to this message was read') })
  .meta({ id: 'SetThreadRead' });
export type SetThreadRead = z.infer<typeof SetThreadRead>;

/** How far the caller has read a thread. */
export const ThreadReadPointer = z
  .strictObject({
    roomId: id('room'),
    messageId: id('message').describe("The thread's root"),
    readSeq: z.int().describe('How far the caller has read; it never falls'),
  })
  .meta({ id: 'ThreadReadPointer' });
export type ThreadReadPointer = z.infer<typeof ThreadReadPointer>;
