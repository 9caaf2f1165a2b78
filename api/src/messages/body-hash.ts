import { createHash } from 'node:crypto';
import type { SendMessage } from './message.schema.js';

/** SHA-256 of what was sent: two sends with one clientId are the same send when these are equal. */
export function bodyHash({ text, replyTo, attachmentIds, mentions }: Omit<SendMessage, 'clientId'>): Buffer {
  const body = JSON.stringify([text, replyTo ?? null, attachmentIds ?? [], mentions ?? []]);
  return createHash('sha256').update(body).digest();
}
