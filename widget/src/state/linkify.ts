/** A stretch of a message: plain text, or text that is a link. Joined texts give the message back, character for character. */
export interface TextPart {
  readonly text: string;
  /** Absolute address with the protocol http:, https: or mailto:; absent for plain text. */
  readonly href?: string;
}

/** Longer addresses are shown as text: nobody reads them, and they cost time. */
const MAX_LINK_LENGTH = 2_048;

// Invisible and direction-changing characters end an address, so that what is read is where the link goes.
const CANDIDATE = /(?:https?:\/\/|mailto:)[^\s<>"'`{}|\\^\p{Cc}\p{Cf}]+/giu;
const OPENERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

const SENTENCE_END = /[.,:;!?…*_~»”’。、!?]/u;

/** Takes off what belongs to the sentence: full stops and such, and a bracket that was opened before the address. */
function trimSentence(candidate: string): string {
  const counts = new Map<string, number>();
  for (const character of candidate) counts.set(character, (counts.get(character) ?? 0) + 1);
  let end = candidate.length;
  for (; end > 0; end -= 1) {
    const last = candidate[end - 1] ?? '';
    const opener = OPENERS[last];
    const isUnopened = opener !== undefined && (counts.get(last) ?? 0) > (counts.get(opener) ?? 0);
    if (!isUnopened && !SENTENCE_END.test(last)) break;
    counts.set(last, (counts.get(last) ?? 0) - 1);
  }
  return candidate.slice(0, end);
}

/** The address a candidate leads to, or null when it is none that may be opened. */
export function toHref(candidate: string): string | null {
  if (candidate.length > MAX_LINK_LENGTH || !URL.canParse(candidate)) return null;
  const url = new URL(candidate);
  if (url.protocol === 'mailto:') return /^[^@\s]+@[^@\s]+$/u.test(url.pathname) ? url.href : null;
  // https://your-bank.example@evil.example reads as the bank and leads elsewhere.
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && url.username === '' && url.password === '' ? url.href : null;
}

/**
 * Finds addresses in plain text. Only http, https and mailto become links; everything else stays text.
 * @param text any string; time grows with its length only
 * @returns parts in order, none empty; `[]` for an empty text
 */
export function linkify(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let plainFrom = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const isInsideWord = match.index > 0 && /[\p{L}\p{N}]/u.test(text[match.index - 1] ?? '');
    if (isInsideWord || match[0].length > MAX_LINK_LENGTH) continue;
    const candidate = trimSentence(match[0]);
    const href = toHref(candidate);
    if (href === null) continue;
    if (match.index > plainFrom) parts.push({ text: text.slice(plainFrom, match.index) });
    parts.push({ text: candidate, href });
    plainFrom = match.index + candidate.length;
  }
  if (plainFrom < text.length) parts.push({ text: text.slice(plainFrom) });
  return parts;
}
