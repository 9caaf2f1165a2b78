import type { Message, MyRoom, MyRoomPage, ReadPointer, Room, Session } from '../../sdk/src/contract/index.js';
import { pause } from '../clock.js';
import { type Actor, canaryOf, type PlannedOperation } from '../plan.js';
import { rest, type RestAnswer } from '../rest.js';
import { Attempts, bodyOf, clientIdOf, type Outcome, type Subject } from './attempts.js';
import { type Client, type Surroundings, tracerOf } from './client.js';
import type { TenantSpec } from './protocol.js';
import { signIn } from './sign-in.js';
import type { Tracer } from './tracer.js';

const retryMs = 500;

/** Somebody who writes and reads over REST alone, and tries again under the same clientId until the answer is certain. */
export class RestWriter implements Client {
  private readonly tracer: Tracer;
  private readonly attempts: Attempts;
  private readonly tenant: TenantSpec;
  private readonly url: string;
  private readonly closing = new AbortController();
  private session: Session | undefined;
  private begun = 0;
  /** Rooms that it has written to, and so sits in. */
  private readonly seats = new Set<string>();

  constructor(
    private readonly actor: Actor,
    private readonly surroundings: Surroundings,
  ) {
    this.tracer = tracerOf(actor.name, actor, surroundings);
    this.attempts = new Attempts(this.tracer);
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
    const settled = operation.op === 'read' ? this.read(operation) : this.settle(operation);
    void settled.finally(() => (this.begun -= 1));
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
      const page: RestAnswer<MyRoomPage> = await rest(this.url, 'GET', `/me/rooms${cursor}`, this.own);
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

  private get own(): { bearer: string } {
    return { bearer: this.session?.accessToken ?? '' };
  }

  /** Reads up to the newest message, where there is a seat already. */
  private async read(operation: PlannedOperation): Promise<void> {
    const roomId = this.tenant.rooms[operation.room];
    if (!this.seats.has(roomId)) return;
    const { status, body: room } = await rest<Room>(this.url, 'GET', `/rooms/${roomId}`, this.own);
    if (status !== 200 || this.closing.signal.aborted) return;
    const seq = room.lastSeq;
    const subject = { op: 'read', roomId, userId: this.session?.user.id ?? '', seq } as const;
    await this.attempts.make(subject, async () => {
      const answer = await rest<ReadPointer>(this.url, 'PUT', `/rooms/${roomId}/read`, { ...this.own, body: { seq } });
      return answer.status === 200 ? { readSeq: answer.body.readSeq } : { code: answer.code, status: answer.status };
    });
  }

  private async settle(operation: PlannedOperation): Promise<void> {
    const roomId = this.tenant.rooms[operation.room];
    const clientId = clientIdOf(operation);
    const text = canaryOf(this.actor.tenant, operation.room, this.actor.name, operation.n, operation.textBytes);
    const subject = { op: 'send', roomId, userId: this.session?.user.id ?? '', clientId, text } as const;
    const post = () => postMessage(this.url, this.session?.accessToken ?? '', subject);
    const { signal } = this.closing;
    // Asked before each attempt: what is written down after the end has nowhere to go.
    while (!signal.aborted && !(await this.attempts.make(subject, post))) {
      await pause(retryMs * (0.5 + this.tracer.random.next()), signal);
    }
    if (!signal.aborted) this.seats.add(roomId);
  }
}

/** One attempt to send a message over REST. */
export async function postMessage(url: string, bearer: string, subject: Subject): Promise<Outcome> {
  const at = `/rooms/${subject.roomId}/messages`;
  const { status, body, code } = await rest<Message>(url, 'POST', at, { bearer, body: bodyOf(subject) });
  return status === 200 || status === 201 ? { message: body } : { code, status };
}
