import type { Session } from '../../sdk/src/contract/index.js';
import { pause, until } from '../clock.js';
import type { Actor, PlannedOperation } from '../plan.js';
import { Attempts, type Outcome, type Subject } from './attempts.js';
import { type Client, type Surroundings, tracerOf } from './client.js';
import { overRest } from './deeds.js';
import { OwnDeeds } from './own-deeds.js';
import type { ClientStanding, TenantSpec } from './protocol.js';
import { RawReader } from './raw-reader.js';
import { signIn } from './sign-in.js';

const retryMs = 300;

/** One way out for what somebody does. */
interface Way {
  readonly attempts: Attempts;
  readonly isUp: () => boolean;
  readonly go: (subject: Subject) => Promise<Outcome>;
}

/** A person with two sockets, on two nodes where there are two, who may do one thing over both and over REST at once. */
export class RawUser implements Client {
  private readonly tenant: TenantSpec;
  private readonly closing = new AbortController();
  private readonly own: OwnDeeds;
  /** For each of the sockets. */
  private sessions: Session[] = [];
  private readers: RawReader[] = [];
  private ways: Way[] = [];
  private begun = 0;

  constructor(
    private readonly actor: Actor,
    private readonly surroundings: Surroundings,
  ) {
    this.tenant = surroundings.tenants[actor.tenant] as TenantSpec;
    this.own = new OwnDeeds(actor);
  }

  async signIn(): Promise<string> {
    const { actor, tenant, surroundings } = this;
    const { clockShiftsMs } = surroundings;
    const first = await signIn(this.urlOf(0), actor, tenant, clockShiftsMs?.[this.nodeOf(0)]);
    // What one node hands out is nothing to a node whose clock is far from its own.
    const second = clockShiftsMs ? await signIn(this.urlOf(1), actor, tenant, clockShiftsMs[this.nodeOf(1)]) : first;
    this.sessions = [first, second];
    return first.user.id;
  }

  async open(): Promise<void> {
    const { actor, surroundings } = this;
    const roomIds = actor.rooms.map((kind) => this.tenant.rooms[kind]);
    this.readers = this.sessions.map(({ accessToken: token, user }, at) => {
      const auth = { key: this.tenant.publicKey, token };
      return new RawReader(`${actor.name}.${'ab'[at]}`, actor, surroundings, this.urlOf(at), auth, user.id, roomIds);
    });
    const { accessToken = '' } = this.sessions[1] ?? {};
    const note: OwnDeeds['note'] = (subject, message) => this.own.note(subject, message);
    this.ways = this.readers.map((reader) => ({
      attempts: new Attempts(reader.tracer, () => reader.connection, note),
      isUp: () => reader.connection !== null,
      go: (subject) => reader.do(subject),
    }));
    this.ways.push({
      attempts: new Attempts(tracerOf(`${actor.name}.rest`, actor, surroundings), () => null, note),
      isUp: () => true,
      go: (subject) => overRest(this.urlOf(1), accessToken, subject),
    });
    for (const reader of this.readers) reader.start();
    await until(`${actor.name} opens its rooms`, () => this.readers.every(({ isOpen }) => isOpen), 60_000);
  }

  perform(operation: PlannedOperation): void {
    const subject = this.subjectOf(operation);
    if (!subject) return;
    this.begun += 1;
    void this.settle(operation, subject).finally(() => (this.begun -= 1));
  }

  get unsettled(): number {
    return this.begun;
  }

  standings(): ClientStanding[] {
    return this.readers.flatMap((reader) => reader.standings());
  }

  digest(): void {
    for (const reader of this.readers) reader.digest();
  }

  async close(): Promise<void> {
    this.closing.abort();
    for (const { attempts } of this.ways) attempts.giveUp();
    for (const reader of this.readers) reader.close();
  }

  /** Where they never sat they only send. */
  private subjectOf(operation: PlannedOperation): Subject | undefined {
    const { op, room, n } = operation;
    const at = { roomId: this.tenant.rooms[room], userId: this.sessions[0]?.user.id ?? '' };
    if (op !== 'send' && room !== 'private' && !this.own.hasWritten(at.roomId)) return undefined;
    const shown = this.readers[n % this.readers.length]?.messagesOf(at.roomId) ?? [];
    if (op !== 'read') return this.own.subjectOf(operation, at, shown);
    const seq = shown.at(-1)?.seq;
    return seq === undefined ? undefined : { op, ...at, seq };
  }

  private async settle(operation: PlannedOperation, subject: Subject): Promise<void> {
    const { signal } = this.closing;
    for (let round = 0; !signal.aborted; round += 1) {
      const tries = this.waysOf(operation, round).map((way) => way.attempts.make(subject, () => way.go(subject)));
      if ((await Promise.all(tries)).includes(true)) return;
      await pause(retryMs * (1 + (operation.n % 7) / 7), signal);
    }
  }

  /** A socket for what is done once, the other one for its repetition; for copies all ways in turn. */
  private waysOf({ n, copies }: PlannedOperation, round: number): Way[] {
    const first = copies === 1 ? (n + round) % this.readers.length : n % this.ways.length;
    const ways = Array.from({ length: copies }, (_, at) => this.ways[(first + at) % this.ways.length] as Way);
    return ways.filter((way) => way.isUp());
  }

  private nodeOf(at: number): number {
    return (this.actor.node + at) % this.surroundings.nodeUrls.length;
  }

  private urlOf(at: number): string {
    return this.surroundings.nodeUrls[this.nodeOf(at)] ?? '';
  }
}
