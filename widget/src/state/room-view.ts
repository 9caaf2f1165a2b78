import type { Timeline } from '@parley/sdk';
import type { Ways } from './account.js';
import { defaultTextLimits } from './composer-rules.js';
import type { TextLimits } from './composer-rules.js';
import type { LogItem } from './log-item.js';

/** How the connection looks to a person: `fine` also when none is needed; `unloaded`: a part of the widget did not come. */
export type Link = 'fine' | 'connecting' | 'offline' | 'ended' | 'unloaded';

/** Everything that a room's screen shows. A new object for each change. */
export interface RoomView {
  readonly phase: 'loading' | 'ready' | 'error';
  /** Error code of the phase `error`, else null. */
  readonly problem: string | null;
  /** The room's name as people see it. */
  readonly title: string;
  /** Null while it is not known. */
  readonly memberCount: number | null;
  readonly items: readonly LogItem[];
  readonly hasBefore: boolean;
  readonly isLoadingBefore: boolean;
  readonly hasBeforeFailed: boolean;
  readonly link: Link;
  /** Whether the person can have an account here; not where the site's own login says who they are. */
  readonly hasAccounts: boolean;
  /** What it takes to write: an account here, or the site's own login; null where one can. */
  readonly needs: 'account' | 'site' | null;
  /** The room as it is, for the screens about it; null before there is one. */
  readonly timeline: Timeline | null;
  /** Id of the person, null while they are nobody. */
  readonly myId: string | null;
  /** The own display name: of the session, or the one that waits for it; null when neither is there. */
  readonly myName: string | null;
  /** Address of the person's picture; null for none. */
  readonly myPicture: string | null;
  /** The server did not take the name that was asked for last. */
  readonly hasNameFailed: boolean;
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
  memberCount: null,
  items: [],
  hasBefore: false,
  isLoadingBefore: false,
  hasBeforeFailed: false,
  link: 'fine',
  hasAccounts: false,
  needs: null,
  timeline: null,
  myId: null,
  myName: null,
  myPicture: null,
  hasNameFailed: false,
  limits: defaultTextLimits,
  ways: {},
  waitUntil: null,
};

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
