import type { Message, Timeline } from '@parley/sdk';
import { mayAct } from './room-rights.js';
import { isShutOut } from './room-view.js';
import type { RoomView } from './room-view.js';

/** What the person may do with a message; nothing is offered that the server refuses. */
export interface MessageRights {
  readonly react: boolean;
  readonly reply: boolean;
  readonly edit: boolean;
  readonly pin: boolean;
  readonly delete: boolean;
  readonly report: boolean;
  /** To see what it said before it was edited. */
  readonly versions: boolean;
  readonly bookmark: boolean;
  readonly forward: boolean;
}

/** Whoever only looks. */
const none: MessageRights = {
  react: false,
  reply: false,
  edit: false,
  pin: false,
  delete: false,
  report: false,
  versions: false,
  bookmark: false,
  forward: false,
};

/**
 * The server's own rules: who sits in a room and may write there reacts and edits; moderators pin, and in direct and match rooms
 * both; authors delete wherever they still see it, moderators everything; whoever is somebody reports what others wrote, bookmarks
 * what they see, and forwards what is text. Nothing is done with what a room tells of itself.
 */
export function messageRights(
  { room, member }: Pick<Timeline, 'room' | 'member'>,
  { myId, needs }: Pick<RoomView, 'myId' | 'needs'>,
  message: Pick<Message, 'authorId' | 'kind' | 'deletedAt' | 'text' | 'streaming'>,
): MessageRights {
  if (room === null || myId === null || message.deletedAt !== null || message.kind === 'system') return none;
  const isOwn = message.authorId === myId;
  const role = member?.role ?? null;
  // Where moderators write alone, everybody else still reacts.
  const isHeard = member !== null && (needs === null || needs === 'moderators');
  const isPair = room.type === 'direct' || room.type === 'match';
  return {
    react: isHeard,
    // Whoever has no seat takes one by writing.
    reply: needs === null,
    edit: isOwn && message.kind === 'text' && !message.streaming && member !== null && needs === null,
    pin: isHeard && (isPair || mayAct('pin', room.type, role)),
    delete: isOwn || mayAct('deleteMessage', room.type, role),
    report: !isOwn && !isShutOut(needs),
    versions: isOwn || mayAct('readVersions', room.type, role),
    bookmark: !isShutOut(needs),
    forward: message.kind === 'text' && message.text !== '' && !message.streaming && !isShutOut(needs),
  };
}
