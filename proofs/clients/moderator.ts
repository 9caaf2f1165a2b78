import { pause } from '../clock.js';
import type { Actor, PlannedOperation } from '../plan.js';
import { rest } from '../rest.js';
import { Attempts, type Outcome } from './attempts.js';
import { type Client, type Surroundings, tracerOf } from './client.js';
import type { TenantSpec } from './protocol.js';

const retryMs = 500;

/** What each of its operations asks for. */
const requests = {
  ban: { method: 'PUT', list: 'bans' },
  unban: { method: 'DELETE', list: 'bans' },
  remove: { method: 'DELETE', list: 'members' },
  add: { method: 'POST', list: 'members' },
} as const;

type Ordered = keyof typeof requests;
const isOrdered = (op: PlannedOperation['op']): op is Ordered => op in requests;

/** Keeps order in a tenant's rooms, as the tenant's own server does for their owner: one after the other, each until it is done. */
export class Moderator implements Client {
  private readonly attempts: Attempts;
  private readonly tenant: TenantSpec;
  private readonly url: string;
  private readonly closing = new AbortController();
  private userIds: Readonly<Record<string, string>> = {};
  private last: Promise<void> = Promise.resolve();
  private begun = 0;

  constructor(
    private readonly actor: Actor,
    surroundings: Surroundings,
  ) {
    this.attempts = new Attempts(tracerOf(actor.name, actor, surroundings));
    this.tenant = surroundings.tenants[actor.tenant] as TenantSpec;
    this.url = surroundings.nodeUrls[actor.node] ?? '';
  }

  async signIn(): Promise<string> {
    return this.tenant.ownerId;
  }

  async open(userIds: Readonly<Record<string, string>>): Promise<void> {
    this.userIds = userIds;
  }

  perform(operation: PlannedOperation): void {
    this.begun += 1;
    this.last = this.last.then(() => this.settle(operation)).finally(() => (this.begun -= 1));
  }

  get unsettled(): number {
    return this.begun;
  }

  standings(): [] {
    return [];
  }

  digest(): void {
    // It reads nothing.
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.attempts.giveUp();
  }

  private async settle({ op, room, target = '' }: PlannedOperation): Promise<void> {
    const targetId = this.userIds[target];
    if (!isOrdered(op) || targetId === undefined) throw new Error(`${this.actor.name} cannot ${op} ${target}`);
    const roomId = this.tenant.rooms[room];
    const subject = { op, roomId, userId: this.tenant.ownerId, targetId } as const;
    const { signal } = this.closing;
    while (!signal.aborted && !(await this.attempts.make(subject, () => this.ask(op, roomId, targetId)))) {
      await pause(retryMs, signal);
    }
  }

  private async ask(op: Ordered, roomId: string, targetId: string): Promise<Outcome> {
    const { method, list } = requests[op];
    const { secretKey: bearer, ownerId: asUser } = this.tenant;
    const isAdd = op === 'add';
    const path = `/rooms/${roomId}/${list}${isAdd ? '' : `/${targetId}`}`;
    const body = isAdd ? { userId: targetId } : undefined;
    const { status, code } = await rest(this.url, method, path, { bearer, asUser, body });
    return status >= 200 && status < 300 ? {} : { code, status };
  }
}
