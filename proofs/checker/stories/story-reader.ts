import type {
  AnswerEvent,
  DigestEvent,
  FrameEvent,
  SeenChanges,
  SeenMember,
  SeenMessage,
  Standing,
} from '../../history/events.js';
import type { Untold } from './story.js';
import type { StoryRoom } from './story-room.js';

/** A client that keeps a room as the SDK does, unless the story says otherwise. */
export class StoryReader {
  standing: Standing = { epoch: null, position: 0 };
  private messages = new Map<string, SeenMessage>();
  private members = new Map<string, SeenMember>();

  constructor(
    private readonly room: StoryRoom,
    private readonly client: string,
    private readonly userId: string,
    private readonly tenantId: string,
    private readonly tell: (event: Untold) => void,
  ) {}

  /** It opens the room and is told all of it. */
  opens(odd: Partial<SeenChanges> = {}): void {
    this.messages.clear();
    this.members.clear();
    this.answered({}, { ...this.room.reset(), ...odd });
  }

  /** It asks what it missed and is told. */
  syncs(odd: Partial<SeenChanges> = {}): void {
    const { epoch, position } = this.standing;
    this.answered({ epoch: epoch ?? undefined, position }, { ...this.room.since(position), ...odd });
  }

  /** It takes an answer. */
  answered(asked: AnswerEvent['asked'], changes: SeenChanges, odd: Partial<AnswerEvent> = {}): void {
    const { before, after } = this.apply(changes);
    const decision = changes.reset ? 'reset' : 'applied';
    this.tell({ kind: 'answer', ...this.who, asked, changes, decision, before, after, ...odd });
  }

  /** A frame of what is new comes, and it is applied. */
  follows(odd: Partial<SeenChanges> = {}, event: Partial<FrameEvent> = {}): void {
    const changes = { ...this.room.since(this.standing.position), ...odd };
    const { before, after } = this.apply(changes);
    this.tell({ kind: 'frame', ...this.who, changes, decision: 'applied', before, after, ...event });
  }

  /** A frame comes, and nothing is done with it. */
  ignores(odd: Partial<SeenChanges>, decision: 'ignored' | 'held' | 'stale' = 'ignored'): void {
    const changes = { ...this.room.since(this.standing.position), ...odd };
    const { standing } = this;
    this.tell({ kind: 'frame', ...this.who, changes, decision, before: standing, after: standing });
  }

  /** It notices that it misses something. */
  noticesGap(): void {
    this.tell({ kind: 'gap', client: this.client, roomId: this.room.roomId, before: this.standing });
  }

  /** The run ends: it shows what it holds. */
  shows(odd: Partial<DigestEvent> = {}): void {
    const { standing, userId } = this;
    const messages = [...this.messages.values()].sort((a, b) => a.seq - b.seq);
    const members = [...this.members.values()].flatMap((seat) => (seat.leftAt === null ? [seat.userId] : []));
    const { roomId } = this.room;
    const shown = { kind: 'digest', ...this.who, roomId, userId, isConnected: true } as const;
    this.tell({ ...shown, standing, messages, members, ...odd });
  }

  private get who() {
    return { client: this.client, tenantId: this.tenantId };
  }

  private apply({ epoch, position, messages, members }: SeenChanges) {
    for (const message of messages) this.messages.set(message.id, message);
    for (const seat of members) this.members.set(seat.userId, seat);
    const before = this.standing;
    this.standing = { epoch, position };
    return { before, after: this.standing };
  }
}
