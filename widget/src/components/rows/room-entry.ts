import type { MyRoom } from '@parley/sdk';
import { html, nothing } from 'lit';
import { homeStrings } from '../../i18n/home-strings.js';
import { pillCount } from '../../i18n/unread-words.js';
import { lastLine, listTime, roomName } from '../../state/room-words.js';
import { exactTime } from '../../state/time-words.js';
import { icon } from '../icons.js';
import type { Entry, EntryMark } from './render-entry.js';

const marks = {
  muted: icon('M4 4l16 16M9.5 5.2A5.5 5.5 0 0 1 17.5 10v3l1.6 2.6M6.8 8.6 6.5 10v3.5L4.5 17H16M10 20h4', 14),
  pinned: icon('M9 4h6l-1 6 3 3v2H7v-2l3-3ZM12 15v5', 14),
} as const;

/** The picture of a room, or of the one person who is in it with the reader. */
const markOf = ({ room, peer }: MyRoom, presence: EntryMark['presence']): EntryMark =>
  room.type === 'direct' && peer !== null
    ? {
        id: peer.id,
        name: peer.displayName,
        picture: peer.avatarUrl,
        presence,
        presenceLabel: presence && homeStrings.presence[presence],
      }
    : { id: room.id, name: roomName(room, peer), picture: room.avatarUrl, isRoom: true };

/** What is unread in a room: a count, or a dot where one only wants to be reminded. */
function renderUnread(item: MyRoom) {
  const { unreadCount, mentionCount, member } = item;
  const tone = member.muted ? 'pill quiet-pill' : 'pill';
  return html`${
    mentionCount > 0
      ? html`<span class="pill" role="img" aria-label=${homeStrings.mentions(mentionCount)}>@</span>`
      : nothing
  }
  ${
    unreadCount > 0
      ? html`<span class=${tone} role="img" aria-label=${homeStrings.unread(unreadCount)}
          >${pillCount(unreadCount)}</span
        >`
      : member.markedUnread
        ? html`<span class="${tone} dot" role="img" aria-label=${homeStrings.markedUnread}></span>`
        : nothing
  }`;
}

/** A room of one's own as a row. @param presence of the other one, where it is direct */
export function roomEntry(
  item: MyRoom,
  myId: string | null,
  now: number,
  presence?: EntryMark['presence'],
): Omit<Entry, 'open'> {
  const { room, member, peer, lastMessage } = item;
  const at = Date.parse(lastMessage?.createdAt ?? room.createdAt);
  const { muted, pinned } = member;
  return {
    id: room.id,
    mark: markOf(item, presence),
    name: roomName(room, peer),
    about: lastLine(item, myId),
    isQuiet: muted,
    aside: html`${muted ? html`<span role="img" aria-label=${homeStrings.muted}>${marks.muted}</span>` : nothing}${
        pinned ? html`<span role="img" aria-label=${homeStrings.pinned}>${marks.pinned}</span>` : nothing
      }<time datetime=${new Date(at).toISOString()} title=${exactTime(at)}>${listTime(at, now)}</time>`,
    below: renderUnread(item),
  };
}
