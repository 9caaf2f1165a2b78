import { io, type Socket } from 'socket.io-client';
import type { Changes, Commands, Head, Message, OpenedRoom, Synced } from '../../sdk/src/contract/index.js';
import { addPeople } from './recording-log.js';
import { pause } from '../clock.js';
import type { Actor } from '../plan.js';
import type { Outcome, Subject } from './attempts.js';
import { type Surroundings, tracerOf } from './client.js';
import { overSocket } from './deeds.js';
import { answer, ask, emptyFeed, type Feed, giveUp, isBehind, noteHead, receive } from './recording-feed.js';
import type { ClientStanding } from './protocol.js';
import { currentTracer, seenMessage, standingOf, type Tracer } from './tracer.js';

const commandTimeoutMs = 5_000;
const lateFrameMs = 300;
const headsEveryMs = 10_000;
const retryMs = 500;

type Ack<T> = { ok: true; data: T } | { ok: false; error: { code: string; status: number } };

/** A command that was refused, or that nobody answered (status 0). */
class CommandError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
  ) {
    super(code);
  }
}

/** One socket without the SDK, which keeps its rooms up to date with the SDK's reducer alone. */
export class RawReader {
  readonly tracer: Tracer;
  private readonly feeds = new Map<string, Feed>();
  private readonly closing = new AbortController();
  private socket: Socket | undefined;
  private generation = 0;

  constructor(
    readonly name: string,
    actor: Actor,
    surroundings: Surroundings,
    private readonly url: string,
    private readonly auth: { key: string; token: string },
    private readonly userId: string,
    private readonly roomIds: readonly string[],
  ) {
    this.tracer = tracerOf(name, actor, surroundings);
    for (const roomId of roomIds) this.feeds.set(roomId, emptyFeed);
  }

  /** The connection of now; null while there is none. */
  get connection(): string | null {
    return this.isConnected ? `${this.name}#${this.generation}` : null;
  }

  private get isConnected(): boolean {
    return this.socket?.connected ?? false;
  }

  get isOpen(): boolean {
    return [...this.feeds.values()].every(({ log }) => log.epoch !== null);
  }

  /** Connects, and connects again whenever it was cut. */
  start(): void {
    void currentTracer.run(this.tracer, () => this.run());
  }

  close(): void {
    this.closing.abort();
    this.socket?.disconnect();
  }

  /** Messages of a room that it holds, the latest one last. */
  messagesOf(roomId: string): readonly Message[] {
    return this.feeds.get(roomId)?.log.messages ?? [];
  }

  /** Sends a message over this socket, or changes one, or says what was read. */
  async do(subject: Subject): Promise<Outcome> {
    try {
      return await overSocket((name, input) => this.command(name, input), subject);
    } catch (error) {
      if (error instanceof CommandError) return error;
      throw error;
    }
  }

  standings(): ClientStanding[] {
    return [...this.feeds].map(([roomId, { log }]) => ({
      client: this.name,
      roomId,
      isConnected: this.isConnected,
      ...standingOf(log),
    }));
  }

  digest(): void {
    for (const [roomId, { log }] of this.feeds) {
      this.tracer.recorder.write({
        kind: 'digest',
        client: this.name,
        tenantId: this.tracer.tenantId,
        roomId,
        userId: this.userId,
        isConnected: this.isConnected,
        standing: standingOf(log),
        messages: log.messages.map(seenMessage),
        members: Object.values(log.members).flatMap(({ userId, leftAt }) => (leftAt === null ? [userId] : [])),
      });
    }
  }

  private async run(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      const socket = io(this.url, { auth: this.auth, transports: ['websocket'], forceNew: true, reconnection: false });
      this.socket = socket;
      this.generation += 1;
      socket.on('changes', (frame: Changes) => this.take(frame));
      // Whoever is shut out asks until they are let in again.
      socket.on('room:removed', ({ roomId }: { roomId: string }) => void this.question(roomId, 'room:open'));
      const isIn = await new Promise<boolean>((resolve) => {
        socket.once('connect', () => resolve(true));
        socket.once('connect_error', () => resolve(false));
      });
      if (isIn) {
        const gone = new Promise<void>((resolve) => socket.once('disconnect', () => resolve()));
        this.write('online');
        for (const roomId of this.roomIds) void this.question(roomId, 'room:open');
        const heads = setInterval(() => void this.askHeads(), headsEveryMs);
        await gone;
        clearInterval(heads);
        this.write('cut');
      }
      socket.disconnect();
      await pause(200 + this.tracer.random.next() * 800, signal);
    }
  }

  private write(type: 'online' | 'cut'): void {
    this.tracer.recorder.write({ kind: 'connection', client: this.name, type });
  }

  private take(frame: Changes): void {
    const feed = this.feeds.get(frame.roomId);
    if (!feed) return;
    this.set(frame.roomId, receive(feed, frame));
  }

  private set(roomId: string, feed: Feed): void {
    this.feeds.set(roomId, feed);
    if (isBehind(feed)) setTimeout(() => void this.catchUp(roomId), lateFrameMs);
  }

  private async catchUp(roomId: string): Promise<void> {
    const feed = this.feeds.get(roomId);
    if (!feed || !isBehind(feed) || !this.isConnected) return;
    await this.question(roomId, feed.isLost ? 'room:open' : 'sync');
  }

  private async question(roomId: string, how: 'room:open' | 'sync'): Promise<void> {
    const held = this.feeds.get(roomId);
    if (!held || held.isAsking) return;
    const { feed, question } = ask(held);
    this.feeds.set(roomId, feed);
    const { generation } = this;
    try {
      const { changes, people } =
        how === 'sync' ? await this.sync(roomId, question) : await this.open(roomId, question);
      const next = answer(this.feeds.get(roomId) ?? feed, changes);
      this.set(roomId, people ? { ...next, log: addPeople(next.log, people.members, people.users) } : next);
    } catch {
      this.feeds.set(roomId, giveUp(this.feeds.get(roomId) ?? feed));
      // On another connection the room is opened anew by whoever connected.
      setTimeout(() => {
        if (this.isConnected && generation === this.generation) void this.question(roomId, 'room:open');
      }, retryMs);
    }
  }

  private async sync(roomId: string, { epoch = '', position = 0, anchor }: ReturnType<typeof ask>['question']) {
    const { changes }: Synced = await this.command('sync', { rooms: [{ roomId, epoch, position, anchor }] });
    const [own] = changes;
    if (!own) throw new CommandError('room_not_found', 404);
    return { changes: own, people: undefined };
  }

  private async open(roomId: string, question: ReturnType<typeof ask>['question']) {
    const { changes, member, members, users }: OpenedRoom = await this.command('room:open', {
      roomId,
      limit: 50,
      ...question,
    });
    return { changes, people: { members: member ? [...members, member] : members, users } };
  }

  private async askHeads(): Promise<void> {
    const asked = new Map([...this.feeds].map(([roomId, { log }]) => [roomId, log.position]));
    try {
      const { heads } = await this.command('heads', {});
      for (const head of heads) this.noteHead(head, asked.get(head.roomId) ?? 0);
      const open = new Set(heads.map(({ roomId }) => roomId));
      for (const roomId of asked.keys()) if (!open.has(roomId)) void this.question(roomId, 'room:open');
    } catch {
      // Asked again soon.
    }
  }

  private noteHead(head: Head, asked: number): void {
    const feed = this.feeds.get(head.roomId);
    if (feed) this.set(head.roomId, noteHead(feed, head, asked));
  }

  private async command<C extends keyof Commands>(name: C, input: Commands[C]['input']): Promise<Commands[C]['reply']> {
    const { socket } = this;
    if (!socket?.connected) throw new CommandError('not_connected', 0);
    let ack: Ack<Commands[C]['reply']>;
    try {
      ack = (await socket.timeout(commandTimeoutMs).emitWithAck(name, input)) as Ack<Commands[C]['reply']>;
    } catch {
      // The other side may be dead without having said so.
      socket.disconnect();
      throw new CommandError('no_answer', 0);
    }
    if (!ack.ok) throw new CommandError(ack.error.code, ack.error.status);
    return ack.data;
  }
}
