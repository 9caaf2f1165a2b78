import type { Run } from '../history/events.js';
import type { History } from './history.js';

/** How much of what happened that makes a run worth judging. */
export function countsOf({ sends, readers, reconnects, probes }: History): Record<string, number> {
  const attempts = sends.flatMap((send) => send.attempts);
  const events = readers.flatMap((reader) => reader.events);
  const digests = readers.flatMap(({ digest }) => digest ?? []);
  return {
    okSends: attempts.filter(({ outcome }) => outcome === 'ok').length,
    fails: attempts.filter(({ outcome }) => outcome === 'fail').length,
    infos: attempts.filter(({ outcome }) => outcome === 'info').length,
    reconnects,
    gaps: events.filter(({ kind }) => kind === 'gap').length,
    frames: events.filter(({ kind }) => kind === 'frame').length,
    answers: events.filter(({ kind }) => kind === 'answer').length,
    probes: probes.length,
    digests: digests.length,
    connectedDigests: digests.filter(({ isConnected }) => isConnected).length,
  };
}

/** Share of the rooms shown whose clients must be connected at the end: of the others nothing is known. */
const leastConnected = 0.9;

/** Why a run says nothing: what it was made for hardly happened. Empty = it says something. */
export function emptinessOf(run: Run, counts: Readonly<Record<string, number>>): string[] {
  const lacking = Object.entries(run.atLeast).filter(([name, least]) => (counts[name] ?? 0) < least);
  const reasons = lacking.map(([name, least]) => `${counts[name] ?? 0} ${name}, at least ${least} are needed`);
  const { digests = 0, connectedDigests = 0 } = counts;
  if (digests === 0 || connectedDigests < digests * leastConnected) {
    reasons.push(`${connectedDigests} of ${digests} clients were connected at the end`);
  }
  return reasons;
}
