import type { PresenceState, Timeline } from '@parley/sdk';
import { peopleStrings as words } from '../i18n/people-strings.js';
import { strings } from '../i18n/strings.js';
import { dayKey, dayLabel, timeLabel } from './time-words.js';

/** Up to so many members the server tells who has read what. */
const MAX_RECEIPT_MEMBERS = 100;

/** "Ana is typing", "Ana and Bo are typing", "Ana and 2 others are typing"; '' for nobody. The last to begin is named. */
export function typingWords(ids: readonly string[], users: Timeline['users']): string {
  const names = ids.map((id) => users[id]?.displayName ?? strings.someone);
  const last = names.at(-1);
  if (last === undefined) return '';
  if (names.length === 1) return words.typingOne(last);
  return names.length === 2 ? words.typingTwo(names[0] ?? '', last) : words.typingMany(last, names.length - 1);
}

/**
 * How far the own last message came, by its key: "Sent", "Read", "Read by 3". Nothing where the last one is deleted, or is on
 * its way still.
 * @returns at most one entry
 */
export function receiptNotes(
  { items, members, room }: Pick<Timeline, 'items' | 'members' | 'room'>,
  myId: string | null,
): Record<string, string> {
  const last = items.findLast(({ own, system }) => own && !system);
  if (last === undefined || last.status !== 'sent' || last.deletedAt !== null || room === null) return {};
  const isTold = room.memberCount <= MAX_RECEIPT_MEMBERS;
  // Whoever has written since has read it; the pointer is told later, if at all.
  const answered = new Set(items.flatMap(({ seq, authorId }) => (seq > last.seq ? [authorId] : [])));
  // Who came later begins with everything read, but need not have looked.
  const readers = Object.values(members).filter(
    ({ userId, readSeq, joinedAt }) =>
      userId !== myId &&
      (readSeq >= last.seq || answered.has(userId)) &&
      Date.parse(joinedAt) <= Date.parse(last.createdAt),
  );
  if (!isTold || readers.length === 0) return { [last.key]: words.sent };
  return { [last.key]: room.memberCount <= 2 ? words.read : words.readBy(readers.length) };
}

/**
 * How somebody is seen, in words; '' where it is not known.
 * @param now milliseconds since 1970
 */
export function presenceWords(state: PresenceState | undefined, now: number): string {
  if (state === undefined) return '';
  if (state.status === 'online') return words.online;
  if (state.status === 'away') return words.away;
  return state.lastSeenAt ? lastSeenWords(Date.parse(state.lastSeenAt), now) : '';
}

function lastSeenWords(at: number, now: number): string {
  if (dayKey(at) === dayKey(now)) {
    return now - at < 60_000 ? words.seenJustNow : words.seenAt(timeLabel(at, now));
  }
  const day = dayLabel(at, now);
  return day === strings.yesterday ? words.seenYesterday : words.seenOn(day);
}
