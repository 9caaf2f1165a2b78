import type { RoomInfo, Timeline } from '@parley/sdk';
import type { Ways } from './account.js';
import type { Closed } from './room-rules.js';
import { defaultTextLimits } from './composer-rules.js';
import type { TextLimits } from './composer-rules.js';
import type { LogItem } from './log-item.js';

/**
 * How the connection looks to a person: `fine` also when none is needed; `refused`: the site's own login says who they are,
 * and was not believed; `unloaded`: a part of the widget did not come.
 */
export type Link = 'fine' | 'connecting' | 'offline' | 'ended' | 'refused' | 'unloaded';

/** Everything that a room's screen shows. A new object for each change. */
export interface RoomView {
  readonly phase: 'loading' | 'ready' | 'error';
  /** Error code of the phase `error`, else null. */
  readonly problem: string | null;
  /** The room's name as people see it. */
  readonly title: string;
  /** Another text for each room; left out before any is shown. */
  readonly at?: string;
  /** Null while it is not known, and while there is none. */
  readonly room: RoomInfo | null;
  /** Null while it is not known. */
  readonly memberCount: number | null;
  /** How far the person has read; undefined where they have no seat. */
  readonly readSeq?: number | undefined;
  /** What stands for the room in its header, and below its name; left out: its initials, and how many are in it. */
  readonly face?: unknown;
  readonly about?: string;
  /** Who types. */
  readonly typing?: unknown;
  /** What is said where there are no messages and will be none; left out while there may be. */
  readonly emptyTitle?: string;
  /** The way to the first unread message while it is further above than what is loaded; else left out. */
  readonly jump?: unknown;
  /** What stands beside the time of own messages, by key: how far they came. */
  readonly notes?: Readonly<Record<string, string>>;
  /** What stands above a message and what hangs on it, once the part of the widget has come that knows it. */
  readonly extra?: (item: LogItem) => readonly [above: unknown, below: unknown] | undefined;
  /** What the message belongs to that is being written: stands above it. */
  readonly writing?: unknown;
  readonly items: readonly LogItem[];
  readonly hasBefore: boolean;
  /** What is shown ends before the newest message. */
  readonly hasAfter?: boolean;
  readonly isLoadingBefore: boolean;
  readonly hasBeforeFailed: boolean;
  readonly link: Link;
  /** Whether the person can have an account here; not where the site's own login says who they are. */
  readonly hasAccounts: boolean;
  /**
   * What keeps the person from writing: they need an `account` here, or the `site`'s own login; or the room does: it is
   * `archived`, its `moderators` write alone, they are `muted`, `banned` or were `removed`. Null where one can.
   */
  readonly needs: 'account' | 'site' | Closed | null;
  /** The room as the SDK has it, for the screens about it; left out for visitors. */
  readonly timeline?: Timeline;
  /** Id of the person, null while they are nobody. */
  readonly myId: string | null;
  /** The own display name: of the session, or the one that waits for it; null when neither is there. */
  readonly myName: string | null;
  /** Address of the person's picture; null for none. */
  readonly myPicture: string | null;
  /** The server did not take the name that was asked for last. */
  readonly hasNameFailed: boolean;
  /** What the person had begun to write here when they left the page before this one; empty for nothing. */
  readonly draft: string;
  /** Begins the names of what the tab keeps of this tenant; '' where it keeps nothing. */
  readonly keptUnder: string;
  readonly limits: TextLimits;
  /** For the screens of the account; nothing is known until the server has said it. */
  readonly ways: Ways;
  /** Epoch ms until which the server takes no message of this person; null for no wait. */
  readonly waitUntil: number | null;
}

/** The screen before anything is known. */
export const emptyRoomView: RoomView = {
  phase: 'loading',
  problem: null,
  title: '',
  room: null,
  memberCount: null,
  items: [],
  hasBefore: false,
  isLoadingBefore: false,
  hasBeforeFailed: false,
  link: 'fine',
  hasAccounts: false,
  needs: null,
  myId: null,
  myName: null,
  myPicture: null,
  hasNameFailed: false,
  draft: '',
  keptUnder: '',
  limits: defaultTextLimits,
  ways: {},
  waitUntil: null,
};

/** Whether the person neither reads nor writes in a room any more. */
export const isShutOut = (needs: RoomView['needs'] | undefined): boolean => /^(banned|removed)$/.test(needs ?? '');

/**
 * What a room is called: its name; of a room that is only named by its slug, the slug in words.
 */
export function roomTitle(name: string | null, slug: string): string {
  if (name !== null && name !== '' && name !== slug) return name;
  const words = slug.replaceAll('-', ' ').trim() || slug;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * A wait as the send button shows it: whole seconds, from 100 on minutes and seconds.
 * @param ms time left; below 0 counts as 0
 */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return seconds < 100 ? `${seconds}` : `${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')}`;
}
