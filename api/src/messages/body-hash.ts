import { hash } from 'node:crypto';
import type { SendMessage } from './message.schema.js';

/** SHA-256 in hexadecimal of what was sent: two sends with one clientId are the same send when these are equal. */
export function bodyHash({ text, replyTo, attachmentIds, mentions, streaming }: Omit<SendMessage, 'clientId'>): string {
  const content = [text, replyTo ?? null, attachmentIds ?? [], mentions ?? []];
  const body = JSON.stringify(streaming ? [...content, 'streaming'] : content);
  return hash('sha256', body, 'hex');
}
