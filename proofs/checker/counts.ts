import { type ChangeOp, isChange, type Run } from '../history/events.js';
import type { History } from './history.js';
import { isTooBusy, median, timesOf } from './requests.js';

/** How much of what happened that makes a run worth judging. */
export function countsOf(history: History): Record<string, number> {
  const { sends, changes, operations, readers, reconnects, probes, requests, mails, troubles } = history;
  const attempts = sends.flatMap((send) => send.attempts);
  // A chat of the SDK that was refused knows why, even where it cannot say of its earlier tries.
  const ended = operations.filter(({ op }) => isChange(op));
  const okChanges = (...ops: readonly ChangeOp[]): number =>
    changes.filter(({ op, outcome }) => outcome === 'ok' && ops.includes(op)).length;
  const events = readers.flatMap((reader) => reader.events);
  const digests = readers.flatMap(({ digest }) => digest ?? []);
  return {
    okSends: attempts.filter(({ outcome }) => outcome === 'ok').length,
    okEdits: okChanges('edit'),
    okDeletions: okChanges('delete'),
    okReactions: okChanges('react', 'unreact'),
    okReads: operations.filter(({ op, type }) => op === 'read' && type === 'ok').length,
    fails:
      attempts.filter(({ outcome }) => outcome === 'fail').length + ended.filter(({ type }) => type === 'fail').length,
    infos:
      attempts.filter(({ outcome }) => outcome === 'info').length + ended.filter(({ type }) => type === 'info').length,
    bans: operations.filter(({ op, type }) => op === 'ban' && type === 'ok').length,
    reconnects,
    gaps: events.filter(({ kind }) => kind === 'gap').length,
    frames: events.filter(({ kind }) => kind === 'frame').length,
    answers: events.filter(({ kind }) => kind === 'answer').length,
    probes: probes.length,
    readers: readers.length,
    digests: digests.length,
    connectedDigests: digests.filter(({ isConnected }) => isConnected).length,
    requestsTooBusy: requests.filter(isTooBusy).length,
    requests: requests.filter(({ type }) => type === 'ok').length,
    mails: new Set(mails.map(({ messageId }) => messageId)).size,
    mailsUntold: mails.filter(({ isTold }) => !isTold).length,
    troubles: new Set(troubles.map(({ what }) => what)).size,
    plainRequestMs: Math.round(median(timesOf(history).plain)),
  };
}

/** Share of the rooms shown whose clients must be connected at the end: of the others nothing is known. */
const leastConnected = 0.9;

/** In milliseconds: where people wait as long who have nothing to do with what is broken, all others do. */
const longestPlainRequestMs = 2_000;

/** Share of the requests that may be refused because the server is too busy. */
const mostTooBusy = 0.1;

/** Why a run says nothing: what it was made for hardly happened. Empty = it says something. */
export function emptinessOf(run: Run, counts: Readonly<Record<string, number>>): string[] {
  const lacking = Object.entries(run.atLeast).filter(([name, least]) => (counts[name] ?? 0) < least);
  const reasons = lacking.map(([name, least]) => `${counts[name] ?? 0} ${name}, at least ${least} are needed`);
  const { readers = 0, digests = 0, connectedDigests = 0 } = counts;
  const { requests = 0, requestsTooBusy = 0, plainRequestMs = 0 } = counts;
  if (plainRequestMs > longestPlainRequestMs) {
    reasons.push(`making an account took ${plainRequestMs} ms in the middle where no mail follows`);
  }
  if (requestsTooBusy > requests * mostTooBusy) {
    reasons.push(`${requestsTooBusy} requests were refused because the server was too busy`);
  }
  if (digests < readers) reasons.push(`${readers - digests} of ${readers} clients did not show what they hold`);
  if (digests === 0 || connectedDigests < digests * leastConnected) {
    reasons.push(`${connectedDigests} of ${digests} clients were connected at the end`);
  }
  return reasons;
}
