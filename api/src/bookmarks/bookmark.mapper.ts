import { toMessage } from '../messages/message.mapper.js';
import { toRoom } from '../rooms/room.mapper.js';
import { toUser } from '../users/user.mapper.js';
import type { Bookmark } from './bookmark.schema.js';
import type { BookmarkRow } from './bookmarks.repository.js';

export const toBookmark = (row: BookmarkRow): Bookmark => ({
  message: toMessage(row.message),
  room: toRoom(row.room),
  peer: row.peer && toUser(row.peer),
  bookmarkedAt: new Date(row.bookmarked_at_us / 1_000).toISOString(),
});
