import type { RequestEvent } from '../history/events.js';
import type { History } from './history.js';

/** What people asked for, and how it ended. */
export interface EndedRequest {
  readonly end: RequestEvent;
  /** How long it took, in milliseconds. */
  readonly ms: number;
}

/** Each request with its end; one that has none ended with the run. */
export function* endedRequests({ requests, run }: Pick<History, 'requests' | 'run'>): Generator<EndedRequest> {
  const ends = new Map<string, RequestEvent>();
  for (const request of requests) if (request.type !== 'invoke') ends.set(request.attempt, request);
  for (const begun of requests) {
    if (begun.type !== 'invoke') continue;
    const none = { ...begun, type: 'info', code: 'no_answer', t: run.endedAt } as const;
    const end = ends.get(begun.attempt) ?? none;
    yield { end, ms: Number(BigInt(end.t) - BigInt(begun.t)) / 1e6 };
  }
}

/** Whether it was not begun, because the server was busy with others: that has nothing to do with mail. */
export const isTooBusy = ({ type, code }: RequestEvent): boolean => type === 'fail' && code === 'overloaded';

/** How long making an account took once mail was in trouble, where a mail follows and where none does, in milliseconds. */
export function timesOf(history: Pick<History, 'requests' | 'run' | 'troubles'>): {
  withMail: number[];
  plain: number[];
} {
  const times = { withMail: [] as number[], plain: [] as number[] };
  const [first] = history.troubles;
  if (!first) return times;
  for (const { end, ms } of endedRequests(history)) {
    const isDuring = BigInt(end.t) > BigInt(first.t);
    if (end.op === 'register' && isDuring) (end.owes ? times.withMail : times.plain).push(ms);
  }
  return times;
}

/** The middle one; 0 of none. */
export const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
