import type { OperationEvent } from '../history/events.js';
import type { PlannedOperation } from '../plan.js';
import type { Message } from '../../sdk/src/contract/index.js';
import { seenMessage, type Tracer } from './tracer.js';

/** How an attempt ended. */
export type Outcome =
  { readonly message?: Message; readonly readSeq?: number } | { readonly code: string; readonly status: number };

/** What an attempt is of, but for how it goes out. */
export type Subject = Pick<OperationEvent, 'op' | 'roomId' | 'userId' | 'targetId' | 'clientId' | 'text' | 'seq'>;

/** The body of a send. Every fourth one mentions its author: whoever is mentioned is looked up before it is written. */
export const bodyOf = ({ clientId = '', text = '', userId }: Subject) => ({
  clientId,
  text,
  mentions: text.length % 4 === 0 ? [userId] : [],
});

/** Refusals of a server that was too busy to begin. */
const refusedForNow = ['overloaded', 'rate_limited'];

/** The attempts of one client: each is written down when it begins and when it ends. */
export class Attempts {
  private count = 0;
  private readonly open = new Map<string, () => void>();

  constructor(
    private readonly tracer: Tracer,
    private readonly connectionOf: () => string | null = () => null,
  ) {}

  /** Attempts that have no end yet. */
  get unsettled(): number {
    return this.open.size;
  }

  /** Makes an attempt. @returns whether it settled the operation: it was done, or was refused for good */
  async make(subject: Subject, act: () => Promise<Outcome>): Promise<boolean> {
    const { recorder, client, tenantId } = this.tracer;
    this.count += 1;
    const attempt = `${client}:${this.count}`;
    const event = {
      kind: 'operation',
      client,
      tenantId,
      attempt,
      connection: this.connectionOf(),
      ...subject,
    } as const;
    recorder.write({ ...event, type: 'invoke' });
    this.open.set(attempt, () => recorder.write({ ...event, type: 'info', code: 'unsettled' }));
    const outcome = await act();
    if (!this.open.delete(attempt)) return true;
    if ('code' in outcome) {
      const { code, status } = outcome;
      const isRefused = (status >= 400 && status < 500) || refusedForNow.includes(code);
      recorder.write({ ...event, type: isRefused ? 'fail' : 'info', code });
      return isRefused && !refusedForNow.includes(code);
    }
    const { message, readSeq } = outcome;
    if (message) this.tracer.probe.look(this.tracer, subject.roomId, message.id);
    const told = {
      ...(message ? { message: seenMessage(message) } : {}),
      ...(readSeq === undefined ? {} : { readSeq }),
    };
    recorder.write({ ...event, type: 'ok', ...told });
    return true;
  }

  /** Whatever has no end by now ends as unknown. */
  giveUp(): void {
    for (const end of this.open.values()) end();
    this.open.clear();
  }
}

/** The clientId of a planned send: the same for all its attempts. */
export const clientIdOf = ({ actor, n }: PlannedOperation): string => `${actor}-${n}`;
