import { hash } from 'node:crypto';
import type { SendMessage } from './message.schema.js';

/** SHA-256 in hexadecimal of what was sent: two sends with one clientId are the same send when these are equal. */
export function bodyHash({ text, replyTo, attachmentIds, mentions, threadId }: Omit<SendMessage, 'clientId'>): string {
  const plain = [text, replyTo ?? null, attachmentIds ?? [], mentions ?? []];
  // What was sent before there were threads has the hash that it had.
  const body = JSON.stringify(threadId === undefined ? plain : [...plain, threadId]);
  return hash('sha256', body, 'hex');
}
