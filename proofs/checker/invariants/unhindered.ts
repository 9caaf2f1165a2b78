import type { RequestEvent } from '../../history/events.js';
import { endedRequests, isTooBusy, median, timesOf } from '../requests.js';
import type { Invariant } from './invariant.js';

/** Half of what a node waits for a mail server at least, in milliseconds: a request that waits for one takes longer. */
const longestMs = 5_000;
/** How much slower the middle one of the requests that a mail follows may be than of the same ones that none does. */
const slower = { factor: 2, byMs: 250 };
/** Of fewer, the middle one says nothing. */
const leastToCompare = 10;

/**
 * Whatever people do about their accounts is done while mail is in trouble, and nobody waits for it: it takes no longer
 * than what is done beside it that has nothing to do with mail.
 */
export const unhindered: Invariant = {
  id: 'requests',
  title: 'requests',
  *violations(history) {
    const { withMail, plain } = timesOf(history);
    const bound = Math.max(longestMs, 2 * Math.max(0, ...plain));
    for (const { end, ms } of endedRequests(history)) {
      const { client, op, type, code = 'no code' } = end;
      if (type !== 'ok' && !isUsed(end) && !isTooBusy(end)) yield `${client}: ${op} ended with ${type}, ${code}`;
      if (ms > bound) yield `${client}: ${op} took ${Math.round(ms)} ms`;
    }
    if (Math.min(withMail.length, plain.length) < leastToCompare) return;
    const [slow, fast] = [median(withMail), median(plain)];
    if (slow > fast * slower.factor && slow > fast + slower.byMs) {
      yield `registering took ${Math.round(slow)} ms in the middle where a mail follows, ${Math.round(fast)} ms where none does`;
    }
  },
};

/** A link that was used is refused; whether it may have been is another invariant's. */
const isUsed = ({ type, token, code }: RequestEvent): boolean =>
  type === 'fail' && token !== undefined && code === 'invalid_token';
