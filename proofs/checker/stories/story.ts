import type {
  ChangeOp,
  HistoryEvent,
  LetInOp,
  MailEvent,
  OperationEvent,
  OwedMail,
  RequestEvent,
  Run,
  SeenMessage,
  ShutOutOp,
} from '../../history/events.js';
import type { LogRow, MailLogRow } from '../../history/log-rows.js';
import type { Verdict } from '../../results.js';
import { judge } from '../check.js';
import { indexRun } from '../history.js';
import type { RecordedRun } from '../read-run.js';
import { StoryReader } from './story-reader.js';
import { StoryRoom } from './story-room.js';

/** An event without what the story adds. */
export type Untold = HistoryEvent extends infer Event
  ? Event extends HistoryEvent
    ? Omit<Event, 't' | 'proc'>
    : never
  : never;

/** How a send goes out. */
export interface Sending {
  readonly client?: string;
  readonly connection?: string | null;
  readonly text?: string;
}

type Operating = Pick<OperationEvent, 'op' | 'userId'> & Partial<OperationEvent>;

const nothing: Run['atLeast'] = { okSends: 0, reconnects: 0, gaps: 0, infos: 0 };

/** A run that never was, told event by event; each happens a moment after the one before. */
export class Story {
  /** The public room that most stories are about. */
  readonly room: StoryRoom;
  private readonly events: HistoryEvent[] = [];
  private readonly versions: LogRow[] = [];
  private readonly rooms: StoryRoom[] = [];
  private readonly left: MailLogRow[] = [];
  private readonly health: Run['health'][number][] = [];
  private refusals: Run['refusals'];
  private atLeast = nothing;
  private time = 0;
  private attempts = 0;

  constructor() {
    this.room = this.makeRoom('lobby', 'tenant-a', 'public');
  }

  /** Adds a room. */
  makeRoom(roomId: string, tenantId: string, type: StoryRoom['type']): StoryRoom {
    const room = new StoryRoom(roomId, tenantId, type, (version) => this.versions.push(version));
    this.rooms.push(room);
    return room;
  }

  /** A client with one room open, which it knows from now on. */
  reader(userId: string, room = this.room, tenantId = room.tenantId): StoryReader {
    const reader = new StoryReader(room, `${userId}-client`, userId, tenantId, (event) => this.tell(event));
    reader.opens();
    return reader;
  }

  /** Twenty connected clients of a room in which nothing happens, beside whom one that is cut off does not count. */
  bystanders(): void {
    const quiet = this.makeRoom('quiet', 'tenant-a', 'public');
    for (let at = 0; at < 20; at += 1) this.reader(`bystander-${at}`, quiet).shows();
  }

  /** A send begins. @returns how it may end */
  sends(userId: string, clientId: string, { client, connection = null, text }: Sending = {}, room = this.room) {
    this.attempts += 1;
    const begun = {
      kind: 'operation',
      client: client ?? `${userId}-writer`,
      op: 'send',
      attempt: `${this.attempts}`,
      connection,
      tenantId: room.tenantId,
      roomId: room.roomId,
      userId,
      clientId,
      text: text ?? room.textOf(userId, clientId),
    } satisfies Partial<OperationEvent>;
    this.tell({ ...begun, type: 'invoke' });
    return {
      ok: (message: SeenMessage) => this.tell({ ...begun, type: 'ok', message }),
      okWithoutMessage: () => this.tell({ ...begun, type: 'ok' }),
      fail: (code = 'forbidden') => this.tell({ ...begun, type: 'fail', code }),
      info: () => this.tell({ ...begun, type: 'info', code: 'no_answer' }),
    };
  }

  /** Somebody asks for a seat. @returns how it may end */
  joins(userId: string, room = this.room) {
    return this.operates({ op: 'join', userId }, room);
  }

  /** Somebody is shut out by another, or let in again. @returns how it may end */
  moderates(op: ShutOutOp | LetInOp, targetId: string, room = this.room) {
    return this.operates({ op, userId: 'moderator', targetId }, room);
  }

  /** Somebody was shut out on another node. @param ms until it was so there; null = it was not */
  evicted(userId: string, ms: number | null): void {
    const { roomId } = this.room;
    this.tell({ kind: 'eviction', client: `${userId}-client`, roomId, userId, op: 'ban', ms, withinMs: 2_000 });
  }

  /** Somebody sends, it is written, and they learn of it. */
  sent(userId: string, clientId: string, sending: Sending = {}): SeenMessage {
    const attempt = this.sends(userId, clientId, sending);
    const message = this.room.write(userId, clientId);
    attempt.ok(message);
    return message;
  }

  /** Somebody changes a message, or reacts to it. @returns how it may end */
  changes(
    op: ChangeOp,
    userId: string,
    { id: messageId }: SeenMessage,
    what: Partial<OperationEvent> = {},
    room = this.room,
  ) {
    return this.operates({ op, userId, messageId, ...what }, room);
  }

  /** An author edits, it is written, and they learn of it. */
  edited(message: SeenMessage, text: string, what: Partial<OperationEvent> = {}): SeenMessage {
    const attempt = this.changes('edit', message.authorId, message, { text, ...what });
    const version = this.room.rewrite(message, text);
    attempt.ok(version);
    return version;
  }

  /** An author takes a message back, and is told that it is done. */
  deleted(message: SeenMessage): SeenMessage {
    const attempt = this.changes('delete', message.authorId, message);
    const version = this.room.empty(message);
    attempt.ok();
    return version;
  }

  /** Somebody reacts who has not, or takes back a reaction, and learns of it. */
  toggled(op: 'react' | 'unreact', message: SeenMessage, userId: string, emoji = '👍'): SeenMessage {
    const attempt = this.changes(op, userId, message, { emoji });
    const version = this.room.toggle(message, userId, emoji);
    attempt.ok(version);
    return version;
  }

  /** Somebody says that they have read, and is answered with a pointer, or refused with a code. */
  reads(userId: string, seq: number, answer: number | string = seq, room = this.room): void {
    this.attempts += 1;
    const { tenantId, roomId } = room;
    const attempt = `${this.attempts}`;
    const read = { kind: 'operation', client: `${userId}-writer`, op: 'read', attempt, connection: null } as const;
    const about = { ...read, tenantId, roomId, userId, seq };
    this.tell({ ...about, type: 'invoke' });
    if (typeof answer === 'string') this.tell({ ...about, type: 'fail', code: answer });
    else this.tell({ ...about, readSeq: answer, type: 'ok' });
  }

  /** Somebody is told what is unread, and counts it together. */
  unread(userId: string, rooms: readonly [room: StoryRoom, unread: number][], total?: number): void {
    const { tenantId } = this.room;
    const told = rooms.map(([{ roomId }, unread]) => ({ roomId, unread }));
    const sum = told.reduce((all, { unread }) => all + unread, 0);
    this.tell({ kind: 'unread', client: `${userId}-writer`, tenantId, userId, rooms: told, total: total ?? sum });
  }

  /** After everything that happened so far. */
  get now(): string {
    return String(this.time + 1);
  }

  /** Somebody reads the newest messages over REST. */
  pages(userId: string, messages: readonly SeenMessage[], askedAt = this.now): void {
    const { tenantId, roomId } = this.room;
    this.tell({ kind: 'page', client: `${userId}-writer`, tenantId, roomId, askedAt, messages });
  }

  /** A client looked a message up. */
  probed({ id }: SeenMessage, isThere: boolean): void {
    this.tell({ kind: 'probe', client: 'prober', roomId: this.room.roomId, messageId: id, isThere });
  }

  /** A connection came. */
  online(client: string): void {
    this.tell({ kind: 'connection', client, type: 'online' });
  }

  /** Somebody does something about their account. @returns how it may end */
  asks(op: RequestEvent['op'], owes: OwedMail | null, token?: string) {
    this.attempts += 1;
    const begun = { kind: 'request', client: 'ada', op, attempt: `${this.attempts}`, owes, token } as const;
    this.tell({ ...begun, type: 'invoke' });
    return {
      ok: () => this.tell({ ...begun, type: 'ok' }),
      fail: (code: string) => this.tell({ ...begun, type: 'fail', code }),
      info: () => this.tell({ ...begun, type: 'info', code: 'network' }),
    };
  }

  /** A mail comes to the mail server. */
  mailed({ to, kind: about }: OwedMail, odd: Partial<MailEvent> = {}): void {
    const mail = { messageId: '<1@localhost>', to, about, token: `token for ${to}`, isTold: true };
    this.tell({ kind: 'mail', client: 'mail server', ...mail, ...odd });
  }

  /** The mail server is in trouble. */
  troubled(): void {
    this.tell({ kind: 'trouble', client: 'mail server', what: 'refuses' });
  }

  /** There is still something at the end. */
  leaves(row: MailLogRow): void {
    this.left.push(row);
  }

  /** Nothing happens for a while. */
  waits(ms: number): void {
    this.time += ms * 1e6;
  }

  /** The codes that operations may be refused with. */
  mayRefuseWith(codes: readonly string[]): void {
    this.refusals = codes;
  }

  /** The first line of the history is lost. */
  forgetBeginning(): void {
    this.events.splice(
      this.events.findIndex(({ kind }) => kind === 'operation'),
      1,
    );
  }

  /** Something was wrong with a node. */
  unwell(what: Run['health'][number]['what']): void {
    this.health.push({ node: 'node-1', what, detail: 'as told' });
  }

  /** Asks for more to have happened. */
  needs(counts: Partial<Run['atLeast']>): void {
    this.atLeast = { ...this.atLeast, ...counts };
  }

  /** What the checker says of it. */
  judge(): Verdict {
    return judge(indexRun(this.recorded()));
  }

  /** What a run's folder would hold. */
  recorded(): RecordedRun {
    const run: Run = {
      seed: 1,
      fault: 'F0',
      nodes: 1,
      startedAt: '0',
      faultFrom: '0',
      healedAt: '0',
      endedAt: String(this.time),
      convergeWithinMs: 10_000,
      atLeast: this.atLeast,
      refusals: this.refusals,
      health: this.health,
    };
    const log = [...this.versions, ...this.rooms.flatMap((room) => room.tables()), ...this.left];
    return { run, events: this.events, log };
  }

  private operates(who: Operating, { roomId, tenantId }: StoryRoom) {
    this.attempts += 1;
    const at = { client: `${who.userId}-writer`, attempt: `${this.attempts}`, connection: null, tenantId, roomId };
    const begun = { kind: 'operation', ...at, ...who } as const;
    this.tell({ ...begun, type: 'invoke' });
    return {
      ok: (message?: SeenMessage) => this.tell({ ...begun, type: 'ok', message }),
      fail: (code: string) => this.tell({ ...begun, type: 'fail', code }),
      info: () => this.tell({ ...begun, type: 'info', code: 'no_answer' }),
    };
  }

  private tell(event: Untold): void {
    this.time += 1_000;
    this.events.push({ t: String(this.time), proc: 'told', ...event });
  }
}
