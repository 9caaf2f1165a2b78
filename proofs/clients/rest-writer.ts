import type { History, Message, MyRoom, MyRoomPage, Room, Session } from '../../sdk/src/contract/index.js';
import { now, pause } from '../clock.js';
import type { Actor, PlannedOperation } from '../plan.js';
import { rest, type RestAnswer } from '../rest.js';
import { Attempts, type Subject } from './attempts.js';
import { type Client, type Surroundings, tracerOf } from './client.js';
import { overRest } from './deeds.js';
import { OwnDeeds } from './own-deeds.js';
import type { TenantSpec } from './protocol.js';
import { signIn } from './sign-in.js';
import { seenMessage, type Tracer } from './tracer.js';

const retryMs = 500;

/** Somebody who writes and reads over REST alone, and tries again under the same clientId until the answer is certain. */
export class RestWriter implements Client {
  private readonly tracer: Tracer;
  private readonly attempts: Attempts;
  private readonly tenant: TenantSpec;
  private readonly url: string;
  private readonly closing = new AbortController();
  private readonly own: OwnDeeds;
  private session: Session | undefined;
  private begun = 0;

  constructor(
    private readonly actor: Actor,
    private readonly surroundings: Surroundings,
  ) {
    this.tracer = tracerOf(actor.name, actor, surroundings);
    this.own = new OwnDeeds(actor);
    this.attempts = new Attempts(
      this.tracer,
      () => null,
      (subject, message) => this.own.note(subject, message),
    );
    this.tenant = surroundings.tenants[actor.tenant] as TenantSpec;
    this.url = surroundings.nodeUrls[actor.node] ?? '';
  }

  async signIn(): Promise<string> {
    const { actor, tenant, surroundings } = this;
    this.session = await signIn(this.url, actor, tenant, surroundings.clockShiftsMs?.[actor.node]);
    return this.session.user.id;
  }

  async open(): Promise<void> {
    // It reads nothing.
  }

  perform(operation: PlannedOperation): void {
    this.begun += 1;
    void this.settle(operation).finally(() => (this.begun -= 1));
  }

  get unsettled(): number {
    return this.begun;
  }

  standings(): [] {
    return [];
  }

  /** It shows no messages, but what is unread. */
  async digest(): Promise<void> {
    const { recorder, client, tenantId } = this.tracer;
    const items: MyRoom[] = [];
    let cursor = '';
    do {
      const page: RestAnswer<MyRoomPage> = await rest(this.url, 'GET', `/me/rooms${cursor}`, this.auth);
      // A server that does not answer says nothing; whether it should is asked elsewhere.
      if (page.status !== 200) return;
      items.push(...page.body.items);
      cursor = page.body.nextCursor === null ? '' : `?cursor=${page.body.nextCursor}`;
    } while (cursor !== '');
    const rooms = items.map(({ room, unreadCount }) => ({ roomId: room.id, unread: unreadCount }));
    const total = items.reduce((sum, { unreadCount }) => sum + unreadCount, 0);
    recorder.write({ kind: 'unread', client, tenantId, userId: this.session?.user.id ?? '', rooms, total });
  }

  async close(): Promise<void> {
    this.attempts.giveUp();
    this.closing.abort();
  }

  private get auth(): { bearer: string } {
    return { bearer: this.session?.accessToken ?? '' };
  }

  private async settle(operation: PlannedOperation): Promise<void> {
    const subject = await this.subjectOf(operation);
    if (!subject) return;
    const go = () => overRest(this.url, this.auth.bearer, subject);
    const { signal } = this.closing;
    // Asked before each attempt: what is written down after the end has nowhere to go.
    while (!signal.aborted && !(await this.attempts.make(subject, go))) {
      await pause(retryMs * (0.5 + this.tracer.random.next()), signal);
    }
  }

  /** Where it never wrote, and so never sat, it only sends. */
  private async subjectOf(operation: PlannedOperation): Promise<Subject | undefined> {
    const { op, room } = operation;
    const at = { roomId: this.tenant.rooms[room], userId: this.session?.user.id ?? '' };
    if (op !== 'send' && !this.own.hasWritten(at.roomId)) return undefined;
    if (op === 'read') {
      const seq = await this.lastSeqOf(at.roomId);
      return seq === undefined ? undefined : { op, ...at, seq };
    }
    return this.own.subjectOf(operation, at, op === 'send' ? [] : await this.newestOf(at.roomId));
  }

  private async lastSeqOf(roomId: string): Promise<number | undefined> {
    const { status, body } = await rest<Room>(this.url, 'GET', `/rooms/${roomId}`, this.auth);
    return status === 200 ? body.lastSeq : undefined;
  }

  /** Looks at the newest messages. */
  private async newestOf(roomId: string): Promise<readonly Message[]> {
    const askedAt = now();
    const { status, body } = await rest<History>(this.url, 'GET', `/rooms/${roomId}/messages?limit=50`, this.auth);
    if (status !== 200 || this.closing.signal.aborted) return [];
    const { recorder, client, tenantId } = this.tracer;
    recorder.write({ kind: 'page', client, tenantId, roomId, askedAt, messages: body.items.map(seenMessage) });
    return body.items;
  }
}
