import type { CallOptions } from './chat.js';
import type { History, Message, User } from './contract/index.js';
import type { RestCaller } from './rooms.js';
import { path } from './transport/rest.js';

/** A message, and who wrote it; null for somebody whom the answer does not name. */
export interface FoundMessage {
  readonly message: Message;
  readonly author: User | null;
}

/** Reads one message of a room by its seq; undefined where there is none. @throws ChatError room_not_found */
export async function messageAt(
  caller: RestCaller,
  roomId: string,
  seq: number,
  { signal }: CallOptions = {},
): Promise<FoundMessage | undefined> {
  const query = { around: seq, limit: 1 };
  const request = { method: 'GET', path: path`/rooms/${roomId}/messages`, query, signal } as const;
  const { items, users } = await caller.call<History>(request);
  const message = items.find((item) => item.seq === seq);
  return message && { message, author: users.find(({ id }) => id === message.authorId) ?? null };
}
