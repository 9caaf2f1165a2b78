import type { DeleteMe, Login, Me, Register, RoomAddress } from '@parley/sdk';
import type { Page, Step, Theme } from '../state/account.js';
import type { PlaceName } from '../state/places.js';

/** What a person wants, by event name: elements only report it, `<parley-chat>` sees to it. */
export interface Intents {
  'parley-send': { text: string };
  'parley-rename': { name: string };
  'parley-message-retry': { key: string };
  'parley-message-delete': { key: string };
  'parley-load-before': Record<string, never>;
  /** What is shown ends before the newest message: to go on, or to go there at once. */
  'parley-load-after': Record<string, never>;
  'parley-newest': Record<string, never>;
  /** The end of the log came on screen or left it. */
  'parley-at-end': { isAtEnd: boolean };
  'parley-reload': Record<string, never>;
  /** To the screens of the account: the own one, or the ways to get one. */
  'parley-account': Record<string, never>;
  'parley-step': { step: Step };
  'parley-guest': Record<string, never>;
  'parley-log-in': Login;
  'parley-sign-up': Register;
  /** A mail that leads to a new password. */
  'parley-forgot': { email: string };
  'parley-reset': { password: string };
  /** To have the own address confirmed once more. */
  'parley-verify': Record<string, never>;
  'parley-profile': { displayName: string; about: string };
  'parley-profile-reload': Record<string, never>;
  /** To a page of the own account. */
  'parley-page': { page: Page };
  /** The own account was changed. */
  'parley-me': { me: Me };
  'parley-theme': { theme: Theme };
  'parley-delete-account': DeleteMe;
  'parley-log-out': Record<string, never>;
  /** Out of the account's screens; `isDone` when the person got what they came for. */
  'parley-leave': { isDone: boolean };
  /** To a screen around the rooms. */
  'parley-go': { place: PlaceName };
  /** One screen back. */
  'parley-back': Record<string, never>;
  /** Into a room; null: the one that the page named. `stays`: it is shown beneath, and the screen stays. */
  'parley-enter': { at: RoomAddress | null; stays?: boolean };
  'parley-write': Record<string, never>;
  'parley-close': Record<string, never>;
}

/** Reports a wish upwards through the shadow roots; `<parley-chat>` lets none of them out into the page. */
export function report<Name extends keyof Intents>(from: HTMLElement, name: Name, detail: Intents[Name]): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

/** A wish that has been heard stays inside: the page must not take it for an event of its own. */
export const stop =
  <E extends Event>(hear: (event: E) => unknown) =>
  (event: E): void => {
    event.stopPropagation();
    hear(event);
  };
