import { randomUUID } from 'node:crypto';
import type { CallOptions } from '../chat.js';
import type { History, Message, SendMessage } from '../contract/index.js';
import { beginMessage } from '../message-stream.js';
import { createRoomsApi } from '../rooms.js';
import type { RestCaller, RoomsApi } from '../rooms.js';
import { path } from '../transport/rest.js';
import { abortable } from '../waiting.js';

/** Which messages: those before or after a seq, or around one; the newest when none of it is given. */
export interface HistoryQuery {
  before?: number;
  after?: number;
  around?: number;
  /** 1 to 100, default 50. */
  limit?: number;
}

/** A message to send; a `clientId` of your own makes it safe to send again from another process. */
export type NewMessage = Omit<SendMessage, 'clientId'> & Partial<Pick<SendMessage, 'clientId'>>;

/** What a message that is written on belongs to; `text` is what it begins with. */
export type NewStream = CallOptions & Partial<Pick<SendMessage, 'clientId' | 'text' | 'replyTo' | 'mentions'>>;

/** What both the tenant's server and a user may do in rooms. */
export interface ServerRooms extends Omit<RoomsApi, 'direct' | 'join' | 'leave'> {
  removeMember(roomId: string, userId: string, options?: CallOptions): Promise<void>;
  /** A page of the history, ascending by seq. */
  messages(roomId: string, query?: HistoryQuery, options?: CallOptions): Promise<History>;
}

/** What is done in a user's name, with what they may do and nothing else. All calls reject with a `ChatError`. */
export interface ActingUser {
  readonly rooms: ServerRooms & Pick<RoomsApi, 'direct' | 'join' | 'leave'>;
  /** Sends a message as this user; repeated by itself under one clientId, so it is never there twice. */
  send(roomId: string, message: NewMessage, options?: CallOptions): Promise<Message>;
  /**
   * Writes a message as this user while `source` gives it, such as the answer of a language model: readers see it grow. What comes in
   * quick succession goes out together; what was lost on the way is said again, and is there once. While the source takes its time the
   * message is kept open.
   * @param options.signal ends it early: what is there stays
   * @returns the message once all of it is durable; deleted when nothing that can be seen was written
   * @throws what the source throws, and ChatError what the server refuses; the message then ends with what is there
   */
  stream(roomId: string, source: AsyncIterable<string>, options?: NewStream): Promise<Message>;
}

/** The rooms as the caller of a server sees them. */
export function createServerRooms(caller: RestCaller): ActingUser['rooms'] {
  return {
    ...createRoomsApi(caller),
    removeMember: (roomId, userId, { signal } = {}) =>
      caller.call({ method: 'DELETE', path: path`/rooms/${roomId}/members/${userId}`, signal }),
    messages: (roomId, query = {}, { signal } = {}) =>
      caller.call({ method: 'GET', path: path`/rooms/${roomId}/messages`, query: { ...query }, signal }),
  };
}

/** @param caller asks in the name of the user */
export function createActingUser(caller: RestCaller): ActingUser {
  return {
    rooms: createServerRooms(caller),
    send: (roomId, message, { signal } = {}) => {
      const body: SendMessage = { ...message, clientId: message.clientId ?? randomUUID() };
      return caller.call({ method: 'POST', path: path`/rooms/${roomId}/messages`, body, isRepeatable: true, signal });
    },
    async stream(roomId, source, { signal, clientId = randomUUID(), text = '', replyTo, mentions } = {}) {
      const body = { clientId, text, replyTo, mentions };
      const stream = await beginMessage(caller, roomId, body, { signal, isKeptOpen: true });
      const parts = source[Symbol.asyncIterator]();
      try {
        for (;;) {
          const part = await abortable(parts.next(), signal);
          if (part.done) break;
          stream.append(part.value);
        }
      } catch (error) {
        // Not waited for: it may hang just where nothing came from it.
        parts.return?.().catch(() => undefined);
        await stream.end().catch(() => undefined);
        throw error;
      }
      return stream.end();
    },
  };
}
