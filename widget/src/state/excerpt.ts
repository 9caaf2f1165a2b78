import { messageStrings as words } from '../i18n/message-strings.js';

/** More than fits in the lines of a quote. */
const maxLength = 200;

/** The beginning of what a message says, in one line; what is said in its place where it says nothing any more. */
export function excerpt({ text, deletedAt }: { text: string; deletedAt: string | null }): string {
  if (deletedAt !== null) return words.deleted;
  return text.slice(0, maxLength).replace(/\s+/gu, ' ').trim();
}
