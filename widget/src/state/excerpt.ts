import type { Message } from '@parley/sdk';
import { encryptedMessage } from '../i18n/message-words.js';
import { messageStrings as words } from '../i18n/message-strings.js';

/** More than fits in the lines of a quote. */
const maxLength = 200;

/** The beginning of what a message says, in one line; what is said in its place where it says nothing any more, or nothing that can be read here. */
export function excerpt({ text, deletedAt, kind }: Pick<Message, 'text' | 'deletedAt' | 'kind'>): string {
  if (deletedAt !== null) return words.deleted;
  if (kind === 'encrypted') return encryptedMessage;
  return text.slice(0, maxLength).replace(/\s+/gu, ' ').trim();
}
