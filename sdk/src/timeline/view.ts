import type { Member, Message, Room, User } from '../contract/index.js';
import type { ChatError } from '../errors.js';
import type { Decryption } from '../opener.js';
import type { Log } from './log.js';
import type { Outbox, Outgoing } from './outbox.js';

/**
 * A message as a reader sees it. `sending` and `failed` ones are not in the room's log yet: their `seq` is 0, their
 * `id` is the `clientId`, and they come last, in order of sending.
 */
export type TimelineItem = Message & {
  status: 'sending' | 'sent' | 'failed';
  /** Of the person of this session. */
  own: boolean;
  /** Unique in the list and the same from `sending` to `sent`: the `clientId` of an own item, else the message's id. */
  key: string;
  /** Why a `failed` item failed, or what a `sending` one waits for. */
  error?: ChatError;
  /** When a `sending` item that must wait is tried again, in epoch ms. */
  retryAtMs?: number;
  /**
   * Of an encrypted message, in a chat with `encryption`: whether `text` is what it says. While it is `pending`, and when it `failed`,
   * `text` is empty.
   */
  decryption?: Decryption;
};

/** One room, as it can be drawn. Every change gives a new object; items that did not change stay the same objects. */
export interface Timeline {
  /** `idle` nobody subscribes; `loading` nothing is known yet; `ready`; `error` the room cannot be read, `error` says why. */
  status: 'idle' | 'loading' | 'ready' | 'error';
  /** Why the last try to read the room failed; null once one succeeded. */
  error: ChatError | null;
  /** Ascending by seq, then what is being sent; without what is in threads, which the roots count. */
  items: readonly TimelineItem[];
  room: Room | null;
  /** The own seat; null for a visitor and for a reader who has not joined. */
  member: Member | null;
  /** By user id. */
  members: Readonly<Record<string, Member>>;
  /** By id: every author and member shown, and the person of this session. */
  users: Readonly<Record<string, User>>;
  /** There are older messages; `loadBefore()` fetches them. */
  hasBefore: boolean;
  loadingBefore: boolean;
  /** There are newer messages than these: a part of the history is shown, after `loadTo()`. `loadAfter()` goes on to them. */
  hasAfter: boolean;
  /** False while the slug has no room yet; the first message makes it. */
  exists: boolean;
  /** A direct room with somebody whom this person blocks: `items` has nothing of theirs. */
  peerBlocked: boolean;
}

/** What a {@link Timeline} is drawn from. */
export interface TimelineSource extends Pick<
  Timeline,
  'status' | 'error' | 'loadingBefore' | 'hasAfter' | 'exists' | 'peerBlocked'
> {
  log: Log;
  /** Settled with that log: what it shows is not here any more. */
  outbox: Outbox;
  /** The person of this session. */
  user: User | null;
}

/** The timeline of a room of which nothing is known. */
export const emptyTimeline: Timeline = {
  status: 'idle',
  error: null,
  items: [],
  room: null,
  member: null,
  members: {},
  users: {},
  hasBefore: false,
  loadingBefore: false,
  hasAfter: false,
  exists: true,
  peerBlocked: false,
};

/** Draws timelines of one room, without what is in threads. It remembers the items it made, so that what did not change stays the same object. */
export function createView(): (source: TimelineSource) => Timeline {
  let known = new WeakMap<object, TimelineItem>();
  let knownFor: string | undefined;
  let listed: { from: Log['members']; members: Timeline['members'] } = { from: {}, members: {} };

  return ({ log, outbox, user, ...rest }) => {
    const userId = user?.id;
    if (userId !== knownFor) {
      known = new WeakMap();
      knownFor = userId;
    }
    const remember = (source: object, make: () => TimelineItem): TimelineItem => {
      const item = known.get(source) ?? make();
      known.set(source, item);
      return item;
    };
    const sent = (message: Message): TimelineItem => remember(message, () => sentItem(message, userId));
    if (listed.from !== log.members) listed = { from: log.members, members: present(log.members) };

    const shown = log.messages.filter((it) => !it.threadId && (!rest.peerBlocked || it.authorId === userId));
    const items = shown.map(sent);
    const own = outbox.length === 0 ? [] : ownOf(outbox, shown, userId);
    const acknowledged = own.flatMap(({ message }) => message ?? []);
    items.push(...acknowledged.sort((a, b) => a.seq - b.seq).map(sent));
    for (const outgoing of own) {
      if (!outgoing.message) items.push(remember(outgoing, () => outgoingItem(outgoing, log.room?.id ?? '', userId)));
    }
    return {
      ...rest,
      items,
      room: log.room,
      member: (userId && listed.members[userId]) || null,
      members: listed.members,
      // A new guest is known to the session before the room has heard of it.
      users: user && !log.users[user.id] ? { ...log.users, [user.id]: user } : log.users,
      hasBefore: log.hasBefore,
    };
  };
}

/**
 * What of the outbox is shown behind the messages of a log: neither what another person had not sent, nor what is among them already,
 * as in a part of the history that the room's own log does not reach.
 */
function ownOf(outbox: Outbox, shown: readonly Message[], userId: string | undefined): Outbox {
  const there = new Set(shown.filter(({ authorId }) => authorId === userId).map(({ clientId }) => clientId));
  return outbox.filter(
    ({ threadId, authorId, clientId, message }) =>
      !threadId && !there.has(clientId) && (message || !authorId || authorId === userId),
  );
}

function present(members: Log['members']): Timeline['members'] {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member.leftAt === null));
}

/** A message that the server has, as a reader sees it. */
export function sentItem(message: Message, userId: string | undefined): TimelineItem {
  const own = message.authorId === userId;
  // Another author may use one of our clientIds; ids are the server's.
  return { ...message, status: 'sent', own, key: own ? message.clientId : message.id };
}

function outgoingItem(outgoing: Outgoing, roomId: string, userId: string | undefined): TimelineItem {
  const { clientId, authorId = userId ?? '', replyTo = null, mentions = [] } = outgoing;
  return {
    ...outgoing,
    id: clientId,
    roomId,
    seq: 0,
    position: 0,
    authorId,
    kind: 'text',
    editedAt: null,
    deletedAt: null,
    replyTo,
    mentions,
    reactions: [],
    attachments: [],
    pinnedAt: null,
    preview: null,
    system: null,
    encrypted: null,
    streaming: false,
    threadId: null,
    thread: null,
    own: true,
    key: clientId,
  };
}
