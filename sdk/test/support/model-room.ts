import type { Anchor, Changes, Member, Message, History, Room, User } from '../../src/contract/index.js';
import type { Question } from '../../src/timeline/feed.js';

/** One change that a commit makes, by `user-<by>`. Targets are taken modulo what exists. */
export type Change =
  /** `root`: it hangs on that message's thread, if that stands in the room. */
  | {
      what: 'send';
      by: number | string;
      clientId?: string;
      root?: number;
      encrypted?: NonNullable<Message['encrypted']>;
    }
  | { what: 'edit'; target: number }
  | { what: 'delete'; target: number }
  | { what: 'react' | 'unreact'; target: number; by: number; emoji: string }
  | { what: 'pin' | 'unpin'; target: number }
  /** A message that is written on, and its end. */
  | { what: 'begin'; by: number }
  | { what: 'end'; target: number; text: string }
  | { what: 'join'; by: number }
  | { what: 'rename' }
  /** A rename that the log tells. */
  | { what: 'note'; by: number };

interface State {
  epoch: string;
  position: number;
  messages: readonly Message[];
  members: Readonly<Record<string, Member>>;
  room: { name: string; position: number };
}

const time = '2026-01-01T00:00:00.000Z';

/** Everything that a server promises of one room's log, in memory: commits, frames, answers, pages and restores. */
export class ModelRoom {
  readonly roomId = 'room';
  /** Every version of a message that was ever committed, as `epoch/id/position`. */
  readonly versions = new Map<string, Message>();
  #state: State = { epoch: 'epoch-1', position: 0, messages: [], members: {}, room: { name: 'room-0', position: 0 } };
  #sends = 0;

  /** @param maxChanges more than this at once is answered by a reset @param pageSize messages of a reset */
  constructor(
    readonly maxChanges: number,
    readonly pageSize: number,
  ) {}

  get state(): State {
    return this.#state;
  }

  /** Commits changes together. @returns the frame that readers get, or null when there was nothing to change */
  commit(changes: readonly Change[]): Changes | null {
    const after = this.#state.position;
    for (const change of changes) this.#apply(change);
    return this.#state.position === after ? null : this.#since(after);
  }

  /** Answers `room:open`, `sync` and `GET changes`. */
  answer({ epoch, position, anchor }: Question): Changes {
    const state = this.#state;
    const isKnown =
      epoch === state.epoch && position !== undefined && position <= state.position && this.#holds(anchor);
    if (isKnown && state.position - position <= this.maxChanges) return this.#since(position);
    const messages = state.messages.slice(-this.pageSize);
    return { ...this.#frame(0), reset: true, messages, members: Object.values(state.members), room: this.#room() };
  }

  page(before: number, limit: number): History {
    const older = this.#state.messages.filter(({ seq }) => seq < before);
    const items = older.slice(-limit);
    return {
      items,
      hasBefore: older.length > items.length,
      hasAfter: true,
      users: users(items.map((it) => it.authorId)),
    };
  }

  /** Puts an earlier state back, as a restored backup does, under a new epoch. */
  restore(state: State): void {
    this.#state = { ...state, epoch: `epoch-${Number(this.#state.epoch.slice(6)) + 1}` };
    for (const message of state.messages) this.#note(message);
  }

  /** Writes on in a message that was begun, of which no frame tells. */
  write(target: number, text: string): void {
    const messages = this.#state.messages.map((one, at) => (at === target ? { ...one, text } : one));
    this.#state = { ...this.#state, messages };
  }

  #apply(change: Change): void {
    const { messages, members, room } = this.#state;
    const position = this.#state.position + 1;
    if (change.what === 'rename') {
      this.#state = { ...this.#state, position, room: { name: `room-${position}`, position } };
    } else if (change.what === 'note') {
      this.#apply({ what: 'rename' });
      const { name } = this.#state.room;
      this.#sends++;
      const id = `note-${this.#sends}`;
      const entry = { id, clientId: id, authorId: `user-${change.by}`, seq: messages.length + 1 };
      const told = message({ ...entry, position: position + 1 });
      this.#put(messages, { ...told, kind: 'system', text: '', system: { type: 'room_renamed', name } });
    } else if (change.what === 'join') {
      const userId = `user-${change.by}`;
      const leftAt = members[userId]?.leftAt === null ? time : null;
      const member = {
        userId,
        roomId: this.roomId,
        role: 'member',
        joinedAt: time,
        leftAt,
        readSeq: 0,
        position,
        banned: false,
        mute: null,
      } as const;
      this.#state = { ...this.#state, position, members: { ...members, [userId]: member }, room };
    } else if (change.what === 'begin') {
      this.#sends++;
      const id = `message-${this.#sends}`;
      const begun = { id, clientId: `client-${this.#sends}`, authorId: `user-${change.by}`, seq: messages.length + 1 };
      this.#put(messages, { ...message({ ...begun, position }), text: '', streaming: true });
    } else if (change.what === 'send') {
      this.#sends++;
      const sent = { authorId: `user-${change.by}`, clientId: change.clientId ?? `client-${this.#sends}` };
      if (messages.some((it) => it.authorId === sent.authorId && it.clientId === sent.clientId)) return;
      const seq = messages.length + 1;
      const root = change.root === undefined ? undefined : messages[change.root % messages.length];
      const { encrypted } = change;
      const sealed = encrypted && { kind: 'encrypted' as const, text: '', encrypted };
      const written = { ...message({ ...sent, id: `message-${this.#sends}`, seq, position }), ...sealed };
      if (!root || root.threadId || root.system || root.deletedAt) return this.#put(messages, written);
      // The root takes no position by it.
      const counted = { ...root, thread: { count: (root.thread?.count ?? 0) + 1, lastSeq: seq } };
      const others = messages.map((it) => (it === root ? counted : it));
      this.#put(others, { ...written, threadId: root.id });
    } else {
      const target = messages[change.target % messages.length];
      if (!target) return;
      const changed = changeOf(target, change);
      if (!changed) return;
      const others = messages.filter((it) => it !== target);
      this.#put(others, { ...target, ...changed, position });
    }
  }

  #put(others: readonly Message[], changed: Message): void {
    const messages = [...others, changed].sort((a, b) => a.seq - b.seq);
    this.#state = { ...this.#state, position: changed.position, messages };
    this.#note(changed);
  }

  #note(changed: Message): void {
    this.versions.set(`${this.#state.epoch}/${changed.id}/${changed.position}`, changed);
  }

  #holds(anchor: Anchor | undefined): boolean {
    return !anchor || this.#state.messages.some((it) => it.id === anchor.messageId && it.position >= anchor.position);
  }

  #since(after: number): Changes {
    const isNewer = (it: { position: number }) => it.position > after;
    const messages = this.#state.messages.filter(isNewer);
    const members = Object.values(this.#state.members).filter(isNewer);
    return { ...this.#frame(after), messages, members, room: isNewer(this.#state.room) ? this.#room() : null };
  }

  #frame(after: number): Changes {
    const { epoch, position, messages } = this.#state;
    const authors = users(messages.map((it) => it.authorId));
    return {
      roomId: this.roomId,
      epoch,
      after,
      position,
      reset: false,
      messages: [],
      members: [],
      room: null,
      users: authors,
    };
  }

  #room(): Room {
    const { epoch, position, messages, room } = this.#state;
    return {
      id: this.roomId,
      type: 'public',
      slug: 'room',
      name: room.name,
      topic: null,
      avatarUrl: null,
      posting: 'everyone',
      slowModeSeconds: 0,
      memberCount: 0,
      membersListed: true,
      lastSeq: messages.length,
      position,
      epoch,
      createdAt: time,
      archivedAt: null,
    };
  }
}

type MessageChange = Exclude<Change, { what: 'send' | 'begin' | 'join' | 'rename' | 'note' }>;

/** What becomes of a message; null = nothing: it is so already, it was deleted, or nobody wrote it. */
function changeOf(target: Message, change: MessageChange): Partial<Message> | null {
  if (target.deletedAt || target.system) return null;
  switch (change.what) {
    case 'edit':
      return { text: `${target.text}!`, editedAt: time };
    case 'end':
      return target.streaming ? { text: change.text, streaming: false } : null;
    case 'delete':
      return { text: '', reactions: [], pinnedAt: null, streaming: false, encrypted: null, deletedAt: time };
    case 'pin':
    case 'unpin': {
      const pinnedAt = change.what === 'pin' ? time : null;
      return pinnedAt === target.pinnedAt ? null : { pinnedAt };
    }
    default: {
      const { emoji } = change;
      const userId = `user-${change.by}`;
      const held = target.reactions.find((reaction) => reaction.emoji === emoji)?.userIds ?? [];
      if (held.includes(userId) === (change.what === 'react')) return null;
      const userIds = change.what === 'react' ? [...held, userId] : held.filter((id) => id !== userId);
      const reaction = { emoji, count: userIds.length, userIds };
      const isKnown = target.reactions.some((one) => one.emoji === emoji);
      const reactions = isKnown
        ? target.reactions.map((one) => (one.emoji === emoji ? reaction : one))
        : [...target.reactions, reaction];
      return { reactions: reactions.filter(({ count }) => count > 0) };
    }
  }
}

/** A committed message; what is not given is as plain as can be. */
export const message = (given: Pick<Message, 'id' | 'seq' | 'position' | 'authorId' | 'clientId'>): Message => ({
  roomId: 'room',
  kind: 'text',
  text: `text of ${given.id}`,
  createdAt: time,
  editedAt: null,
  deletedAt: null,
  replyTo: null,
  mentions: [],
  reactions: [],
  attachments: [],
  pinnedAt: null,
  preview: null,
  system: null,
  streaming: false,
  threadId: null,
  thread: null,
  encrypted: null,
  ...given,
});

const users = (ids: readonly string[]): User[] =>
  [...new Set(ids)].map((id) => ({ id, kind: 'guest', username: null, displayName: id, avatarUrl: null }));
