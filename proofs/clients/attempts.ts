import { isChange, type OperationEvent } from '../history/events.js';
import type { PlannedOperation } from '../plan.js';
import type { Message } from '../../sdk/src/contract/index.js';
import { seenMessage, type Tracer } from './tracer.js';

/** How an attempt ended. */
export type Outcome =
  { readonly message?: Message; readonly readSeq?: number } | { readonly code: string; readonly status: number };

/** What an attempt is of, but for how it goes out. */
export type Subject = Pick<
  OperationEvent,
  'op' | 'roomId' | 'userId' | 'targetId' | 'clientId' | 'text' | 'messageId' | 'emoji' | 'position' | 'seq'
>;

/** Refusals of a server that was too busy to begin. */
const refusedForNow = ['overloaded', 'rate_limited'];

/** A change that would have to wait for a minute is worth nothing then. Sends have no such limit here. */
const isLetGo = ({ op }: Subject, code: string): boolean => isChange(op) && code === 'rate_limited';

/** The attempts of one client: each is written down when it begins and when it ends. */
export class Attempts {
  private count = 0;
  private readonly open = new Map<string, () => void>();

  constructor(
    private readonly tracer: Tracer,
    private readonly connectionOf: () => string | null = () => null,
    private readonly onDone: (subject: Subject, message: Message | undefined) => void = () => undefined,
  ) {}

  /** Attempts that have no end yet. */
  get unsettled(): number {
    return this.open.size;
  }

  /** Makes an attempt. @returns whether it settled the operation: it was done, or was refused for good, or is let go */
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
      return isRefused && (!refusedForNow.includes(code) || isLetGo(subject, code));
    }
    const { message, readSeq } = outcome;
    const { roomId, messageId } = subject;
    if (message) this.tracer.probe.look(this.tracer, roomId, message);
    else if (subject.op === 'delete' && messageId) this.tracer.probe.lookForDeletion(this.tracer, roomId, messageId);
    this.onDone(subject, message);
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
