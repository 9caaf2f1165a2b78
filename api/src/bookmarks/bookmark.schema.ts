import { z } from 'zod';
import { id } from '../common/schema/id.js';
import { cursor, limit } from '../common/schema/paging.js';
import { Message } from '../messages/message.schema.js';
import { Room } from '../rooms/room.schema.js';
import { User } from '../users/user.schema.js';

/** Bookmarks of one person, at most; those that are out of sight count. */
export const maxBookmarks = 1_000;

export const ListBookmarks = z.strictObject({ limit, cursor });
export type ListBookmarks = z.infer<typeof ListBookmarks>;

/** A message that the caller marked to find it again; nobody else is told. */
export const Bookmark = z
  .strictObject({
    message: Message.describe('As it is now'),
    room: Room.describe('Where it is'),
    peer: User.nullable().describe('The other one of a direct room'),
    bookmarkedAt: z.string().describe('ISO 8601, UTC'),
  })
  .meta({ id: 'Bookmark' });
export type Bookmark = z.infer<typeof Bookmark>;

export const BookmarkPage = z
  .strictObject({
    items: z.array(Bookmark).describe('The one that was bookmarked last first'),
    users: z.array(User).describe('The authors'),
    nextCursor: z.string().nullable().describe('Opaque; asks for the next page; null at the end'),
  })
  .meta({ id: 'BookmarkPage' });
export type BookmarkPage = z.infer<typeof BookmarkPage>;

/** Which messages the caller has bookmarked, for marking them wherever they are shown. */
export const BookmarkIds = z
  .strictObject({
    messageIds: z
      .array(id('message'))
      .describe('All of them, in no order that says anything; also what is out of sight'),
  })
  .meta({ id: 'BookmarkIds' });
export type BookmarkIds = z.infer<typeof BookmarkIds>;
