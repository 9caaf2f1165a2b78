import type { SeenChanges, SeenMessage, SeenReaction } from '../../history/events.js';
import type { KeptMember, LogRow } from '../../history/log-rows.js';

type Type = 'public' | 'private';

const laterOn = '2030-01-01T00:00:00.000Z';

/** A room's part of the database: whatever is committed gets the next seq and position, unless the story says otherwise. */
export class StoryRoom {
  readonly epoch = 'epoch-1';
  head = { lastSeq: 0, position: 0 };
  private readonly messages = new Map<string, SeenMessage>();
  private readonly seats = new Map<string, KeptMember>();
  private readonly pointers = new Map<string, number>();
  /** By message id: what the table of reactions holds, where that is not what the message shows. */
  private readonly reactions = new Map<string, readonly SeenReaction[]>();

  constructor(
    readonly roomId: string,
    readonly tenantId: string,
    readonly type: Type,
    private readonly commit: (version: LogRow) => void,
  ) {}

  /** A text that only this send has. */
  textOf(authorId: string, clientId: string): string {
    return `${this.tenantId}/${this.roomId}/${authorId}/${clientId}`;
  }

  /** Commits a message. */
  write(authorId: string, clientId: string, odd: Partial<SeenMessage> = {}): SeenMessage {
    const message: SeenMessage = {
      id: `${this.roomId}/${authorId}/${clientId}`,
      seq: this.head.lastSeq + 1,
      position: this.head.position + 1,
      authorId,
      clientId,
      text: this.textOf(authorId, clientId),
      editedAt: null,
      deletedAt: null,
      reactions: [],
      pinnedAt: null,
      ...odd,
    };
    return this.change(message, {});
  }

  /** Commits another version of a message: at the next position, unless it has one of its own. */
  edit(message: SeenMessage, odd: Partial<SeenMessage>): SeenMessage {
    return this.change(message, { position: this.head.position + 1, ...odd });
  }

  /** Commits another text. */
  rewrite(message: SeenMessage, text: string): SeenMessage {
    return this.edit(message, { text, editedAt: laterOn });
  }

  /** Commits what is left of a message that is taken back. */
  empty(message: SeenMessage, odd: Partial<SeenMessage> = {}): SeenMessage {
    return this.edit(message, { text: '', deletedAt: laterOn, reactions: [], pinnedAt: null, ...odd });
  }

  /** Commits a reaction that was not there, or takes one away that was. */
  toggle(message: SeenMessage, userId: string, emoji: string): SeenMessage {
    const held = message.reactions.find((reaction) => reaction.emoji === emoji)?.userIds ?? [];
    const userIds = held.includes(userId) ? held.filter((id) => id !== userId) : [...held, userId];
    const others = message.reactions.filter((reaction) => reaction.emoji !== emoji);
    const reactions = userIds.length === 0 ? others : [...others, { emoji, count: userIds.length, userIds }];
    return this.edit(message, { reactions });
  }

  /** The table of reactions holds something else than the messages show. */
  disagree({ id }: SeenMessage, reactions: readonly SeenReaction[]): void {
    this.reactions.set(id, reactions);
  }

  /** The table holds another version of a message than was committed last. */
  keep(message: SeenMessage): void {
    this.messages.set(message.id, message);
  }

  /** Commits that somebody sits in it. */
  seat(userId: string, odd: Partial<KeptMember> = {}): KeptMember {
    const seat: KeptMember = { userId, position: this.head.position + 1, leftAt: null, isBanned: false, ...odd };
    this.seats.set(userId, seat);
    this.head.position = Math.max(this.head.position, seat.position);
    this.commit({ from: 'proof_log', at: '', table: 'members', ...this.key, ...seat });
    return seat;
  }

  /** Commits that somebody left. */
  leave(userId: string): KeptMember {
    return this.seat(userId, { leftAt: laterOn });
  }

  /** Commits that somebody is banned. */
  ban(userId: string): KeptMember {
    return this.seat(userId, { leftAt: laterOn, isBanned: true });
  }

  /** Commits how far somebody has read. */
  read(userId: string, readSeq: number): void {
    this.pointers.set(userId, readSeq);
    this.commit({ from: 'proof_log', at: '', table: 'read_pointers', ...this.key, userId, readSeq });
  }

  /** The table forgets a message, and the head with it, although it was committed. */
  lose({ id, seq, position }: SeenMessage): void {
    this.messages.delete(id);
    this.head = { lastSeq: seq - 1, position: position - 1 };
  }

  /** The table holds a row twice. */
  duplicate(message: SeenMessage): void {
    this.messages.set(`${message.id}, again`, message);
  }

  /** Everything there is, as a reset. */
  reset(): SeenChanges {
    const messages = this.inOrder();
    const members = [...this.seats.values()].filter(({ leftAt }) => leftAt === null);
    return { ...this.span(0), reset: true, messages, members };
  }

  /** Everything above a position, as an answer or a frame. */
  since(position: number): SeenChanges {
    const isAbove = (row: { position: number }): boolean => row.position > position;
    const members = [...this.seats.values()].filter(isAbove);
    return { ...this.span(position), reset: false, messages: this.inOrder().filter(isAbove), members };
  }

  /** The tables' rows. */
  tables(): LogRow[] {
    const { key } = this;
    return [
      { from: 'tables', table: 'rooms', ...key, type: this.type },
      { from: 'tables', table: 'room_heads', ...key, epoch: this.epoch, ...this.head },
      ...this.inOrder().map((message) => ({ from: 'tables', table: 'messages', ...key, ...message }) as const),
      ...this.inOrder().flatMap(({ id, seq, reactions: shown }) =>
        (this.reactions.get(id) ?? shown).flatMap(({ emoji, userIds }) =>
          userIds.map((userId) => ({ from: 'tables', table: 'reactions', ...key, seq, emoji, userId }) as const),
        ),
      ),
      ...[...this.seats.values()].map((seat) => ({ from: 'tables', table: 'members', ...key, ...seat }) as const),
      ...[...this.pointers].map(
        ([userId, readSeq]) => ({ from: 'tables', table: 'read_pointers', ...key, userId, readSeq }) as const,
      ),
    ];
  }

  private get key() {
    return { tenantId: this.tenantId, roomId: this.roomId };
  }

  private span(after: number) {
    return { roomId: this.roomId, epoch: this.epoch, after, position: this.head.position };
  }

  private inOrder(): SeenMessage[] {
    return [...this.messages.values()].sort((a, b) => a.seq - b.seq);
  }

  private change(message: SeenMessage, odd: Partial<SeenMessage>): SeenMessage {
    const version = { ...message, ...odd };
    this.messages.set(version.id, version);
    this.head = {
      lastSeq: Math.max(this.head.lastSeq, version.seq),
      position: Math.max(this.head.position, version.position),
    };
    this.commit({ from: 'proof_log', at: '', table: 'messages', ...this.key, ...version });
    return version;
  }
}
