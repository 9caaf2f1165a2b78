import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import { z } from 'zod';
import { id } from '../common/schema/id.js';
import type { UserCaller } from '../common/access/caller.js';
import { SocketError } from '../common/errors/problem.js';
import { editBody, Message, requireOneContent, sendBody } from '../messages/message.schema.js';
import { Emoji } from '../messages/reaction.schema.js';
import { MessageDelta } from '../messages/stream.schema.js';
import { MatchFound } from '../matches/match.schema.js';
import { PresenceState, SetPresence, SetTyping, Typing } from '../presence/presence.schema.js';
import { ThreadReadPointer } from '../messages/thread.schema.js';
import { ReadPointer, Receipts, SetReadInRoom } from '../receipts/read.schema.js';
import { User } from '../users/user.schema.js';
import { Activity } from './activity.schema.js';
import { Changes, CloseRoom, Heads, OpenedRoom, OpenRoom, Sync, Synced } from './changes.schema.js';

export const SendInRoom = z
  .strictObject({ roomId: id('room'), ...sendBody })
  .superRefine(requireOneContent)
  .meta({ id: 'SendInRoom' });
export type SendInRoom = z.infer<typeof SendInRoom>;

/** Names a message of a room. */
const messageIn = { roomId: id('room'), messageId: id('message') };

export const EditInRoom = z.strictObject({ ...messageIn, ...editBody }).meta({ id: 'EditInRoom' });
export type EditInRoom = z.infer<typeof EditInRoom>;

export const MessageInRoom = z.strictObject(messageIn).meta({ id: 'MessageInRoom' });
export type MessageInRoom = z.infer<typeof MessageInRoom>;

export const ReactInRoom = z.strictObject({ ...messageIn, emoji: Emoji }).meta({ id: 'ReactInRoom' });
export type ReactInRoom = z.infer<typeof ReactInRoom>;

export const RenewToken = z
  .strictObject({ token: z.string().describe('A new access token of the same user') })
  .meta({ id: 'RenewToken' });
export type RenewToken = z.infer<typeof RenewToken>;

const RenewedToken = z
  .strictObject({ expiresInMs: z.int().describe('How long the socket may stay open with it, in milliseconds') })
  .meta({ id: 'RenewedToken' });

const Nothing = z.strictObject({}).meta({ id: 'Nothing' });

/** What a client may ask, and what it is acknowledged with: `{ok: true, data: reply}` or `{ok: false, error}`. */
export const commands = {
  'room:open': {
    summary: 'Subscribes to a room and answers what the client does not have yet',
    input: OpenRoom,
    reply: OpenedRoom,
  },
  'room:close': { summary: 'Ends the subscription to a room', input: CloseRoom, reply: Nothing },
  'message:send': {
    summary: 'Sends a message; acknowledged after the commit, never before',
    input: SendInRoom,
    reply: Message,
  },
  'message:edit': { summary: 'Gives an own message another text', input: EditInRoom, reply: Message },
  'reaction:add': {
    summary: 'Reacts to a message with one emoji; also the second time',
    input: ReactInRoom,
    reply: Message,
  },
  'reaction:remove': {
    summary: 'Takes a reaction back; also where there is none',
    input: ReactInRoom,
    reply: Message,
  },
  'message:delete': {
    summary: 'Takes a message back: an own one, or as a moderator any; its seq stays',
    input: MessageInRoom,
    reply: Message,
  },
  'read:set': {
    summary: 'Says how far the user has read; acknowledged after the commit',
    input: SetReadInRoom,
    reply: ReadPointer,
  },
  sync: { summary: 'Subscribes to rooms and answers what changed in each', input: Sync, reply: Synced },
  heads: { summary: "Where this socket's open rooms stand", input: Nothing, reply: Heads },
  'typing:set': {
    summary: 'Says that one types, or does no more; told to others once in 3 s, and over after 6 s',
    input: SetTyping,
    reply: Nothing,
  },
  'presence:set': { summary: 'Says how others shall see one', input: SetPresence, reply: Nothing },
  'token:renew': {
    summary: 'Keeps the socket open with a newer token of the same user',
    input: RenewToken,
    reply: RenewedToken,
  },
} as const;

/** Why a session's sockets are closed. */
export const SessionEndCode = z.enum([
  'signed_out',
  'revoked',
  'password_changed',
  'banned',
  'token_expired',
  'tenant_suspended',
  'account_deleted',
  'policy',
]);
export type SessionEndCode = z.infer<typeof SessionEndCode>;

/** What the server tells. */
export const events = {
  changes: {
    summary:
      'What changed in an open room, one for each commit; with nothing in it, only where the room stands: too much was missed to be told, so sync',
    payload: Changes,
  },
  activity: {
    summary:
      'Something was written in a room that the user is in and this socket has not open, or its newest message changed; at most one a second',
    payload: Activity,
  },
  receipts: {
    summary:
      'How far members have read: of open rooms up to 100 members, at most one a second; and the own pointer, of every room',
    payload: Receipts,
  },
  'thread:read': {
    summary: 'How far the user has read a thread, said on any of their devices',
    payload: ThreadReadPointer,
  },
  'room:added': {
    summary: 'The user came into a room',
    payload: z.strictObject({ roomId: id('room') }).meta({ id: 'RoomAdded' }),
  },
  'room:removed': {
    summary: 'The user lost a room',
    payload: z
      .strictObject({
        roomId: id('room'),
        reason: z.enum(['left', 'removed', 'banned', 'deleted', 'blocked']).optional(),
      })
      .meta({ id: 'RoomRemoved' }),
  },
  typing: { summary: 'Somebody else types in an open room of up to 200 members, or does no more', payload: Typing },
  'message:delta': {
    summary:
      'A message of an open room grows, at most ten times a second each; a hint that may be lost: the whole is in the message',
    payload: MessageDelta,
  },
  presence: {
    summary:
      'A member of an open room of up to 200 members came, went or is away; and oneself: whether one is invisible',
    payload: PresenceState,
  },
  'match:found': { summary: 'The strangers are there: after `room:added`', payload: MatchFound },
  'user:updated': { summary: 'Somebody in an open room changed their profile', payload: User },
  'session:ended': {
    summary: 'The session is over; the socket is closed next',
    payload: z.strictObject({ code: SessionEndCode }).meta({ id: 'SessionEnded' }),
  },
  'server:draining': {
    summary: 'This server stops: reconnect at a random moment within the given time',
    payload: z.strictObject({ reconnectWithinMs: z.int() }).meta({ id: 'ServerDraining' }),
  },
} as const;

/** How every command is acknowledged. */
export type Ack<Reply> = { ok: true; data: Reply } | { ok: false; error: SocketError };

type Commands = typeof commands;
/** A command's name. */
export type Command = keyof Commands;
/** What a command's handler returns. */
export type Reply<C extends Command> = Promise<{ ok: true; data: z.infer<Commands[C]['reply']> }>;

type ClientToServer = {
  [C in Command]: (
    input: z.input<Commands[C]['input']>,
    ack: (reply: Ack<z.infer<Commands[C]['reply']>>) => void,
  ) => void;
};
type ServerToClient = { [E in keyof typeof events]: (event: z.output<(typeof events)[E]['payload']>) => void };

/** What the server knows of a socket. */
export interface SocketData {
  caller: UserCaller;
  /** When its token ends, in milliseconds since the epoch. */
  expiresAtMs: number;
  /** Nobody is in front of it, as its client says. */
  isAway?: boolean;
}

export type ParleyServer = Server<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>;
export type ParleySocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>;
