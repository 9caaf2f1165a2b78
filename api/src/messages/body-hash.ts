import { hash } from 'node:crypto';
import type { SendMessage } from './message.schema.js';

/** SHA-256 in hexadecimal of what was sent: two sends with one clientId are the same send when these are equal. */
export function bodyHash(input: Omit<SendMessage, 'clientId'>): string {
  const { text, encrypted, replyTo, attachmentIds, mentions, threadId, streaming } = input;
  const what = encrypted ? [encrypted.scheme, encrypted.data] : text;
  const content = [what, replyTo ?? null, attachmentIds ?? [], mentions ?? []];
  // What was sent before there were threads, or streams, has the hash that it had.
  if (threadId !== undefined) content.push(threadId);
  const body = JSON.stringify(streaming ? [...content, 'streaming'] : content);
  return hash('sha256', body, 'hex');
}
