import { ChatError, createChat } from '../../sdk/src/index.js';
import type { Chat, Room } from '../../sdk/src/index.js';
import { pause, until } from '../clock.js';
import type { Message } from '../../sdk/src/contract/index.js';
import type { Actor, PlannedOperation, RoomKind } from '../plan.js';
import { Attempts, type Outcome, type Subject } from './attempts.js';
import { type Client, type Surroundings, tracerOf } from './client.js';
import { OwnDeeds } from './own-deeds.js';
import type { ClientStanding, TenantSpec } from './protocol.js';
import { signedToken } from './sign-in.js';
import { currentTracer, seenMessage, standingOf, type Tracer } from './tracer.js';

/** How often somebody who is kept out of a room tries to come back. */
const comeBackEveryMs = 1_500;
/** How long they look away for that: a room that is looked at again sooner goes on as if nobody had looked away. */
const lookAwayMs = 1_200;

/** A person with the SDK, as an app has it. */
export class SdkClient implements Client {
  private readonly tracer: Tracer;
  private readonly attempts: Attempts;
  private readonly tenant: TenantSpec;
  private readonly chat: Chat;
  private readonly isGuest: boolean;
  private readonly own: OwnDeeds;
  private readonly rooms = new Map<RoomKind, Room>();
  private userId = '';
  private isOnline = false;
  private readonly lookAway = new Map<RoomKind, () => void>();
  private readonly comingBack = new Set<RoomKind>();
  private readonly closing = new AbortController();

  constructor(
    private readonly actor: Actor,
    surroundings: Surroundings,
  ) {
    this.tracer = tracerOf(actor.name, actor, surroundings);
    this.own = new OwnDeeds(actor);
    this.attempts = new Attempts(
      this.tracer,
      () => null,
      (subject, message) => this.own.note(subject, message),
    );
    this.tenant = surroundings.tenants[actor.tenant] as TenantSpec;
    const url = surroundings.nodeUrls[actor.node] ?? '';
    const shiftMs = surroundings.clockShiftsMs?.[actor.node];
    this.isGuest = shiftMs === undefined;
    const session = shiftMs === undefined ? 'guest' : { token: async () => signedToken(actor, this.tenant, shiftMs) };
    this.chat = this.traced(() => createChat({ url, key: this.tenant.publicKey, session, storage: 'memory' }));
  }

  async signIn(): Promise<string> {
    const { session } = this.chat;
    const user = await this.traced(() =>
      this.isGuest ? session.guest({ displayName: this.actor.name }) : session.me(),
    );
    this.userId = user.id;
    return user.id;
  }

  async open(): Promise<void> {
    this.traced(() => this.chat.connection.subscribe(({ status }) => this.onStatus(status === 'online')));
    for (const kind of this.actor.rooms) {
      if (kind === 'hot' || kind === 'normal') await this.traced(() => this.chat.rooms.join(this.tenant.rooms[kind]));
      this.rooms.set(
        kind,
        this.traced(() => this.chat.room({ id: this.tenant.rooms[kind] })),
      );
      this.look(kind);
    }
    const isReady = (): boolean => [...this.rooms.values()].every((room) => room.timeline.get().status === 'ready');
    await until(`${this.actor.name} opens its rooms`, isReady, 60_000);
    const looks = setInterval(() => {
      for (const kind of this.rooms.keys()) void this.comeBack(kind);
    }, comeBackEveryMs);
    this.closing.signal.addEventListener('abort', () => clearInterval(looks));
  }

  perform(operation: PlannedOperation): void {
    const room = this.rooms.get(operation.room);
    const subject = this.subjectOf(operation, room);
    if (subject) void this.attempts.make(subject, () => this.outcome(() => this.do(subject, room), subject));
  }

  get unsettled(): number {
    return this.attempts.unsettled;
  }

  standings(): ClientStanding[] {
    return [...this.rooms.keys()].map((kind) => {
      const roomId = this.tenant.rooms[kind];
      const log = this.tracer.logs.get(roomId);
      const isConnected = this.isOnline;
      return { client: this.actor.name, roomId, isConnected, epoch: log?.epoch ?? null, position: log?.position ?? 0 };
    });
  }

  digest(): void {
    for (const [kind, room] of this.rooms) {
      const roomId = this.tenant.rooms[kind];
      const log = this.tracer.logs.get(roomId);
      const { items, members } = room.timeline.get();
      this.tracer.recorder.write({
        kind: 'digest',
        client: this.actor.name,
        tenantId: this.tenant.id,
        roomId,
        userId: this.userId,
        isConnected: this.isOnline,
        standing: log ? standingOf(log) : { epoch: null, position: 0 },
        messages: items.filter(({ status }) => status === 'sent').map(seenMessage),
        members: Object.keys(members),
      });
    }
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.attempts.giveUp();
    await this.traced(() => this.chat.close());
  }

  /** Whether the room is refused as to somebody who was shut out of it; for any other refusal there is no excuse. */
  private isShutOut(kind: RoomKind): boolean {
    const { status, error } = this.rooms.get(kind)?.timeline.get() ?? {};
    return status === 'error' && error?.code === (kind === 'private' ? 'room_not_found' : 'banned');
  }

  /** Tries a room again that it was shut out of: takes a seat where that is everybody's to do, and looks at it anew. */
  private async comeBack(kind: RoomKind): Promise<void> {
    if (!this.isShutOut(kind) || this.comingBack.has(kind)) return;
    const { userId } = this;
    const roomId = this.tenant.rooms[kind];
    this.comingBack.add(kind);
    if (kind !== 'private') {
      const join = () => this.chat.rooms.join(roomId);
      const subject = { op: 'join', roomId, userId } as const;
      await this.attempts.make(subject, () => this.outcome(join, subject));
    }
    const { signal } = this.closing;
    // Sitting down opens it, too.
    if (!signal.aborted && this.isShutOut(kind)) {
      this.lookAway.get(kind)?.();
      await pause(lookAwayMs, signal);
      if (!signal.aborted) this.look(kind);
    }
    this.comingBack.delete(kind);
  }

  /** Goes live in a room. */
  private look(kind: RoomKind): void {
    const stop = this.traced(() => this.rooms.get(kind)?.timeline.subscribe(() => undefined));
    if (stop) this.lookAway.set(kind, stop);
  }

  private onStatus(isOnline: boolean): void {
    if (isOnline === this.isOnline) return;
    this.isOnline = isOnline;
    this.tracer.recorder.write({ kind: 'connection', client: this.actor.name, type: isOnline ? 'online' : 'cut' });
  }

  /** What is done where nobody sits is done by those who sit down, or write. */
  private subjectOf(operation: PlannedOperation, room: Room | undefined): Subject | undefined {
    const { op } = operation;
    const at = { roomId: this.tenant.rooms[operation.room], userId: this.userId };
    if (op === 'join' || op === 'leave') return { op, ...at };
    const { items = [], member, room: known } = room?.timeline.get() ?? {};
    if (op !== 'send' && !member) return undefined;
    // It is not said again that nothing was read since.
    if (op === 'read')
      return known && known.lastSeq > (member?.readSeq ?? 0) ? { op, ...at, seq: known.lastSeq } : undefined;
    return this.own.subjectOf(
      operation,
      at,
      items.filter(({ status }) => status === 'sent'),
    );
  }

  private do(subject: Subject, room: Room | undefined): Promise<unknown> | undefined {
    const { op, roomId, messageId: id = '', text = '', clientId, position, emoji = '', seq } = subject;
    switch (op) {
      case 'join':
        return this.chat.rooms.join(roomId);
      case 'leave':
        return this.chat.rooms.leave(roomId);
      case 'send':
        return room?.send(text, { clientId });
      case 'edit':
        return room?.edit({ id, roomId }, text, { position });
      case 'delete':
        return room?.delete({ id, roomId });
      case 'react':
        return room?.react({ id, roomId }, emoji);
      case 'unreact':
        return room?.unreact({ id, roomId }, emoji);
      case 'read':
        return room?.markRead(seq);
      default:
        throw new Error(`${this.actor.name} cannot ${op}`);
    }
  }

  private async outcome(act: () => Promise<unknown> | undefined, { op, seq }: Subject): Promise<Outcome> {
    try {
      const result = await this.traced(act);
      if (op === 'read') return { readSeq: seq };
      return op === 'join' || op === 'leave' || op === 'delete' ? {} : { message: result as Message };
    } catch (error) {
      return error instanceof ChatError ? error : { code: String(error), status: 0 };
    }
  }

  private traced<T>(act: () => T): T {
    return currentTracer.run(this.tracer, act);
  }
}
