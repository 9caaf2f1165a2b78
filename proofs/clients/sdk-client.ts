import { ChatError, createChat } from '../../sdk/src/index.js';
import type { Chat, Room } from '../../sdk/src/index.js';
import { pause, until } from '../clock.js';
import { type Actor, canaryOf, type PlannedOperation, type RoomKind } from '../plan.js';
import { Attempts, clientIdOf, type Outcome } from './attempts.js';
import { type Client, type Surroundings, tracerOf } from './client.js';
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
    this.attempts = new Attempts(this.tracer);
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
    const { userId } = this;
    const roomId = this.tenant.rooms[operation.room];
    const { op } = operation;
    if (op !== 'send') {
      const { rooms } = this.chat;
      const act = () => (op === 'join' ? rooms.join(roomId) : rooms.leave(roomId));
      void this.attempts.make({ op, roomId, userId }, () => this.outcome(act, false));
      return;
    }
    const clientId = clientIdOf(operation);
    const text = canaryOf(this.actor.tenant, operation.room, this.actor.name, operation.n, operation.textBytes);
    const send = () => this.rooms.get(operation.room)?.send(text, { clientId });
    void this.attempts.make({ op, roomId, userId, clientId, text }, () => this.outcome(send, true));
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
      await this.attempts.make({ op: 'join', roomId, userId }, () => this.outcome(join, false));
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

  private async outcome(act: () => Promise<unknown> | undefined, isSend: boolean): Promise<Outcome> {
    try {
      const result = await this.traced(act);
      return isSend ? ({ message: result } as Outcome) : {};
    } catch (error) {
      return error instanceof ChatError ? error : { code: String(error), status: 0 };
    }
  }

  private traced<T>(act: () => T): T {
    return currentTracer.run(this.tracer, act);
  }
}
