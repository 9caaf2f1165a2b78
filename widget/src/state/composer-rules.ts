/** What the server accepts as a message; from `GET /v1/limits`. */
export interface TextLimits {
  /** Code points after trimming. */
  readonly maxCharacters: number;
  /** Bytes of UTF-8 after trimming. */
  readonly maxBytes: number;
}

/** In force until the server has said otherwise. */
export const defaultTextLimits: TextLimits = { maxCharacters: 10_000, maxBytes: 32_768 };

/** The limits of a text out of what `GET /v1/limits` answers; what is missing there has its default. */
export function readTextLimits(limits: Readonly<Record<string, unknown>>): TextLimits {
  const positive = (value: unknown, otherwise: number): number =>
    typeof value === 'number' && value > 0 ? value : otherwise;
  return {
    maxCharacters: positive(limits['textMaxCodePoints'], defaultTextLimits.maxCharacters),
    maxBytes: positive(limits['textMaxBytes'], defaultTextLimits.maxBytes),
  };
}

/** The counter shows when no more than this share of the limit is left: from 80 % on. */
const COUNTER_AT_LEFT = 1 / 5;

/** Length as the contract counts it: code points, not UTF-16 units. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

const utf8Bytes = (text: string): number => new TextEncoder().encode(text).length;

// The server refuses texts of only these; the widget then does not offer to send them.
const INVISIBLE = /^[\s\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]*$/u;

/** What the composer offers for a draft. */
export interface DraftState {
  /** The text as it would be sent. */
  readonly text: string;
  readonly isEmpty: boolean;
  readonly canSend: boolean;
  /** Characters left, below 0 when too many; null while the counter is not shown. */
  readonly left: number | null;
}

/**
 * Judges a draft.
 * @param draft what stands in the field
 */
export function judgeDraft(draft: string, limits: TextLimits): DraftState {
  const text = cleanText(draft).trim();
  const isEmpty = INVISIBLE.test(text);
  const length = codePoints(text);
  // Text of wide characters meets the byte limit first: the counter speaks of the nearer one.
  const bytesLeft = Math.floor(
    (limits.maxBytes - utf8Bytes(text)) / Math.max(1, utf8Bytes(text) / Math.max(1, length)),
  );
  const left = Math.min(limits.maxCharacters - length, bytesLeft);
  const isNear = left <= (length + left) * COUNTER_AT_LEFT;
  return { text, isEmpty, canSend: !isEmpty && left >= 0, left: !isEmpty && isNear ? left : null };
}

/** Text without what no message may hold: NUL and halves of surrogate pairs, which some keyboards and pastes leave behind. */
export const cleanText = (text: string): string =>
  text.replace(/\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '');

/** What is known of a key press in the composer. */
export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
}

/**
 * Whether a key press sends. Enter does; with Shift or Alt, and on touch, it breaks the line; with Ctrl or Cmd it always sends.
 * Enter that only confirms an input method's suggestion never sends: Safari reports that one with keyCode 229 after the
 * composition has ended.
 */
export function sendsOn(press: KeyPress, isTouch: boolean): boolean {
  if (press.key !== 'Enter' || press.isComposing || press.keyCode === 229) return false;
  if (press.ctrlKey || press.metaKey) return true;
  return !press.shiftKey && !press.altKey && !isTouch;
}
