import type { MyRoom, RoomInfo, User } from '@parley/sdk';
import { encryptedMessage } from '../i18n/message-words.js';
import { homeStrings } from '../i18n/home-strings.js';
import { strings } from '../i18n/strings.js';
import { roomTitle } from './room-view.js';
import { systemWords } from './system-words.js';
import { dayKey, dayLabel, timeLabel } from './time-words.js';

/** What a room is called: its name, its slug in words, or who else is in it. */
export function roomName(room: Pick<RoomInfo, 'name' | 'slug' | 'type'>, peer: User | null): string {
  if (room.type === 'direct') return peer?.displayName ?? strings.someone;
  if (room.name !== null || room.slug !== null) return roomTitle(room.name, room.slug ?? '');
  return room.type === 'match' ? homeStrings.stranger : strings.someone;
}

/** What stands in for files in one line of text. */
function fileWords(attachments: readonly { mimeType: string; name: string }[]): string {
  const [first] = attachments;
  if (first === undefined) return '';
  const isPhotos = attachments.every(({ mimeType }) => mimeType.startsWith('image/'));
  if (attachments.length === 1) return isPhotos ? homeStrings.photo : first.name;
  return (isPhotos ? homeStrings.photos : homeStrings.files)(attachments.length);
}

/** Longer names would leave no room for what was said. */
const longestAuthor = 20;

const shortName = (name: string): string => {
  const characters = [...name];
  return characters.length > longestAuthor
    ? `${characters
        .slice(0, longestAuthor - 1)
        .join('')
        .trimEnd()}…`
    : name;
};

/**
 * The last message of a room in one line: "You: see you there", "Ana: Photo", "Ana made Ben a moderator"; between two people only
 * what the other one said.
 * @param myId id of the reader
 */
export function lastLine({ room, lastMessage, author, subject }: MyRoom, myId: string | null): string {
  if (lastMessage === null) return homeStrings.nothingYet;
  const { text, deletedAt, attachments, kind, authorId, streaming } = lastMessage;
  if (deletedAt !== null) return homeStrings.deleted;
  if (lastMessage.system) {
    const nameOf = (id: string) => [author, subject].find((one) => one?.id === id)?.displayName;
    return systemWords(lastMessage, { myId, nameOf }).join('').replace(/\s+/gu, ' ');
  }
  const line = text.replace(/\s+/gu, ' ').trim() || fileWords(attachments) || (streaming ? homeStrings.writing : '');
  const words = kind === 'encrypted' ? encryptedMessage : line;
  if (authorId === myId) return homeStrings.by(strings.you, words);
  return room.type === 'direct' ? words : homeStrings.by(shortName(author?.displayName ?? strings.someone), words);
}

/**
 * When something happened, as short as people say it: "now", "14:05", "Yesterday", "12 March".
 * @param at, now milliseconds since 1970
 */
export const listTime = (at: number, now: number): string =>
  dayKey(at) === dayKey(now) ? timeLabel(at, now) : dayLabel(at, now);

/** The room that was written in last, of a list in which pinned ones come first; undefined when nobody wrote in any. */
export const latestRoom = (rooms: readonly MyRoom[]): MyRoom | undefined =>
  rooms
    .filter(({ lastMessage }) => lastMessage !== null)
    .sort((a, b) => (b.lastMessage?.createdAt ?? '').localeCompare(a.lastMessage?.createdAt ?? ''))[0];
