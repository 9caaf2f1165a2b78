import type { FindMatch } from '@parley/sdk';

/** What is to be done about a room of strangers by the screen that meets them. */
export interface MatchErrand {
  readonly roomId: string;
  /** `next`: leave it and look for others; `leave`: no more than that. */
  readonly kind: 'next' | 'leave';
}

let errand: MatchErrand | null = null;
let wish: NonNullable<FindMatch> = {};

/** Gives the screen something to do, which is shown next. */
export const sendOn = (next: MatchErrand): void => {
  errand = next;
};

/** What the screen has come for, once. */
export function takeErrand(): MatchErrand | null {
  const taken = errand;
  errand = null;
  return taken;
}

/** What was looked for last, kept as long as the page: who goes on to the next looks for the same. */
export const lastWish = (): NonNullable<FindMatch> => wish;

/** Keeps what is looked for. */
export const keepWish = (next: NonNullable<FindMatch>): void => {
  wish = next;
};
