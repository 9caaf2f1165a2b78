import type { Message, Session } from '../../sdk/src/contract/index.js';
import { pause } from '../clock.js';
import { type Actor, canaryOf, type PlannedOperation } from '../plan.js';
import { rest } from '../rest.js';
import { Attempts, bodyOf, clientIdOf, type Outcome, type Subject } from './attempts.js';
import { type Client, type Surroundings, tracerOf } from './client.js';
import type { TenantSpec } from './protocol.js';
import { signIn } from './sign-in.js';
import type { Tracer } from './tracer.js';

const retryMs = 500;

/** Somebody who only writes, over REST, and tries again under the same clientId until the answer is certain. */
export class RestWriter implements Client {
  private readonly tracer: Tracer;
  private readonly attempts: Attempts;
  private readonly tenant: TenantSpec;
  private readonly url: string;
  private readonly closing = new AbortController();
  private session: Session | undefined;
  private begun = 0;

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
    void this.settle(operation).finally(() => (this.begun -= 1));
  }

  get unsettled(): number {
    return this.begun;
  }

  standings(): [] {
    return [];
  }

  digest(): void {
    // It shows nothing.
  }

  async close(): Promise<void> {
    this.attempts.giveUp();
    this.closing.abort();
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
  }
}

/** One attempt to send a message over REST. */
export async function postMessage(url: string, bearer: string, subject: Subject): Promise<Outcome> {
  const at = `/rooms/${subject.roomId}/messages`;
  const { status, body, code } = await rest<Message>(url, 'POST', at, { bearer, body: bodyOf(subject) });
  return status === 200 || status === 201 ? { message: body } : { code, status };
}
