import type { TimelineItem } from '@parley/sdk';

/** Where a message is on its way to the room: only `sent` is on the server. */
export type LogItemStatus = 'sending' | 'sent' | 'failed';

/** One message as the log shows it. Items are immutable: the same object means that nothing about it changed. */
export interface LogItem {
  /** Stable from the first sight of the message to the last, also across sending -> sent. */
  readonly key: string;
  /** The message as the SDK has it. */
  readonly source: TimelineItem;
  /** The message's number in its room; null until the server gave one. */
  readonly seq: number | null;
  /** Null for an own message that is sent before its author exists. */
  readonly authorId: string | null;
  /** Display name of the author, as typed by that person: show as text only. */
  readonly authorName: string;
  /** Address of the author's picture; null = none. */
  readonly authorPicture: string | null;
  readonly own: boolean;
  /** Plain text of the message: show as text only. */
  readonly text: string;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  readonly status: LogItemStatus;
  /** What stands in its place, for what was deleted or is not to be seen; '' while it is to be read. */
  readonly gone: string;
  /** Error code of a failed message, else null. */
  readonly failure: string | null;
}
