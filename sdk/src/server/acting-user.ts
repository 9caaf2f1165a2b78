import { randomUUID } from 'node:crypto';
import type { CallOptions } from '../chat.js';
import type { History, Message, SendMessage } from '../contract/index.js';
import { createRoomsApi } from '../rooms.js';
import type { RestCaller, RoomsApi } from '../rooms.js';
import { path } from '../transport/rest.js';

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
  };
}
