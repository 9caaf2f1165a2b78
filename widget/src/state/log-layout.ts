import type { LogItem } from './log-item.js';
import { dayKey, dayLabel } from './time-words.js';

/** Messages of one person within this time form a group. */
export const GROUP_WINDOW_MS = 5 * 60_000;

/** A message in its place: whether a group begins or ends with it. */
export interface MessageRow {
  readonly kind: 'message';
  readonly key: string;
  readonly item: LogItem;
  readonly starts: boolean;
  readonly ends: boolean;
}

/** The line above the first message that came while the reader was away. */
export interface NewRow {
  readonly kind: 'new';
  readonly key: 'new';
}

/** All rows of one day of the reader's calendar. */
export interface DaySection {
  /** `YYYY-MM-DD`, unique in a layout. */
  readonly key: string;
  readonly label: string;
  readonly rows: readonly (MessageRow | NewRow)[];
}

/** What a layout depends on beside the messages. */
export interface LayoutOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The "New" line stands before the first message of others from this seq on; null for none. */
  readonly newFromSeq: number | null;
}

const sameAuthor = (a: LogItem, b: LogItem): boolean => a.own === b.own && (a.own || a.authorId === b.authorId);

/** A failed message carries its own actions, and what a room tells of itself nobody wrote: nothing joins on to them. */
const continues = (previous: LogItem, next: LogItem): boolean =>
  sameAuthor(previous, next) &&
  previous.source.kind === next.source.kind &&
  previous.status !== 'failed' &&
  Math.abs(Date.parse(next.createdAt) - Date.parse(previous.createdAt)) <= GROUP_WINDOW_MS;

/** Index of the message that the "New" line stands before, or -1. */
const firstUnread = (items: readonly LogItem[], newFromSeq: number | null): number =>
  newFromSeq === null ? -1 : items.findIndex(({ own, seq }) => !own && seq !== null && seq >= newFromSeq);

/**
 * Splits messages where the reader's calendar turns a page. A clock that jumps back opens no earlier day below a later
 * one: such a message stays in the day it was written into.
 */
function splitDays(items: readonly LogItem[]): LogItem[][] {
  const days: LogItem[][] = [];
  let latest = Number.NEGATIVE_INFINITY;
  for (const item of items) {
    const at = Date.parse(item.createdAt);
    const day = days.at(-1);
    if (day === undefined || (at > latest && dayKey(at) !== dayKey(latest))) days.push([item]);
    else day.push(item);
    latest = Math.max(latest, at);
  }
  return days;
}

/**
 * Puts messages into days and groups. Order is kept as given; every item appears exactly once.
 * @param items ascending, as the timeline shows them
 * @returns days with unique keys; the "New" line at most once, and always before a message
 */
export function layoutLog(items: readonly LogItem[], options: LayoutOptions): DaySection[] {
  const unread = items[firstUnread(items, options.newFromSeq)];
  return splitDays(items).map((day) => {
    const starts = day.map((item, index) => {
      const previous = day[index - 1];
      return previous === undefined || item === unread || !continues(previous, item);
    });
    const rows = day.flatMap((item, index): (MessageRow | NewRow)[] => {
      const row: MessageRow = {
        kind: 'message',
        key: item.key,
        item,
        starts: starts[index] ?? true,
        ends: starts[index + 1] ?? true,
      };
      return item === unread ? [{ kind: 'new', key: 'new' }, row] : [row];
    });
    const first = Date.parse(day[0]?.createdAt ?? '');
    return { key: dayKey(first), label: dayLabel(first, options.now), rows };
  });
}
