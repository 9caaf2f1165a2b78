import type { LogItem } from './log-item.js';

/**
 * What the reader has seen of a room. `seenSeq` is the highest seq that was on screen; null until the first history has
 * come, of which everything counts as seen that the server does not know better.
 */
export interface ReadState {
  readonly seenSeq: number | null;
  /** The "New" line stands before the first message of others from this seq on; null for no line. */
  readonly newFromSeq: number | null;
}

/** What a room looks like before anything of it was read. */
export const nothingRead: ReadState = { seenSeq: null, newFromSeq: null };

/** Highest seq among the items; 0 for none. */
export const lastSeq = (items: readonly LogItem[]): number =>
  items.reduce((highest, item) => Math.max(highest, item.seq ?? 0), 0);

/** Others' messages that the reader has not seen, oldest first. Own ones, and those that cannot be read, never count. */
const unseen = (items: readonly LogItem[], state: Pick<ReadState, 'seenSeq'>): LogItem[] =>
  items.filter((item) => item.seq !== null && !item.own && !item.gone && item.seq > (state.seenSeq ?? Infinity));

/** How many messages of others arrived after what was seen. */
export const unreadCount = (items: readonly LogItem[], state: Pick<ReadState, 'seenSeq'>): number =>
  unseen(items, state).length;

/** The reader has seen everything up to a seq, here or elsewhere; the "New" line stays where it is. */
export function saw(state: ReadState, upTo: number): ReadState {
  const seq = Math.max(state.seenSeq ?? 0, upTo);
  return seq === state.seenSeq ? state : { ...state, seenSeq: seq };
}

/** The panel opens: the "New" line goes before what was not seen, which need not be loaded yet, or away when that is nothing. */
export function panelOpened(state: ReadState, items: readonly LogItem[]): ReadState {
  return { ...state, newFromSeq: unseen(items, state).length > 0 ? (state.seenSeq ?? 0) + 1 : null };
}

/** An own message was sent: whoever answers has read, so the line goes. */
export const answered = (state: ReadState): ReadState =>
  state.newFromSeq === null ? state : { ...state, newFromSeq: null };
