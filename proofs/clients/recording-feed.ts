/**
 * Takes the place of the reducer's `feed.ts` in the clients of a proof run: the same decisions, written down. The product
 * has no switch for it; the bundle of the clients puts it there.
 */
import type { Changes, Head } from '../../sdk/src/contract/index.js';
import * as real from '../../sdk/src/timeline/feed.js';
import type { Feed, Question } from '../../sdk/src/timeline/feed.js';
import { type Application, takeApplications } from './recording-log.js';
import { currentTracer, seenChanges, standingOf, type Tracer } from './tracer.js';

export { emptyFeed, isBehind } from '../../sdk/src/timeline/feed.js';
export type { Feed, Question } from '../../sdk/src/timeline/feed.js';

/** Share of the live frames whose newest message is looked up at once. */
const probedShare = 0.05;

const traced = Symbol('traced');

/** A feed with the client whose it is. The reducer copies its objects whole, and the mark with them. */
type TracedFeed = Feed & { readonly [traced]?: { readonly tracer: Tracer; readonly asked: Question } };

const traceOf = (feed: Feed) => (feed as TracedFeed)[traced];

function keep(from: Feed, next: Feed, asked?: Question): Feed {
  const trace = traceOf(from) ?? newTrace();
  if (!trace || (next === from && !asked)) return next;
  const roomId = next.log.room?.id;
  if (roomId) trace.tracer.logs.set(roomId, next.log);
  return { ...next, [traced]: asked ? { ...trace, asked } : trace } as TracedFeed;
}

function newTrace() {
  const tracer = currentTracer.getStore();
  return tracer && { tracer, asked: {} };
}

export function receive(feed: Feed, frame: Changes): Feed {
  takeApplications();
  const next = real.receive(feed, frame);
  const trace = traceOf(feed);
  if (trace) {
    const applications = takeApplications();
    if (!applications.some(({ changes }) => changes === frame)) {
      writeFrame(trace.tracer, { changes: frame, before: feed.log, after: next.log }, decisionOn(frame, feed, next));
    }
    for (const application of applications) writeFrame(trace.tracer, application, 'applied');
    const newest = frame.messages.at(-1);
    if (newest && trace.tracer.random.chance(probedShare)) trace.tracer.probe.look(trace.tracer, frame.roomId, newest);
  }
  return keep(feed, next);
}

export const noteHead = (feed: Feed, head: Head, heldWhenAsked: number): Feed =>
  keep(feed, real.noteHead(feed, head, heldWhenAsked));

export function ask(feed: Feed): { feed: Feed; question: Question } {
  const next = real.ask(feed);
  const kept = keep(feed, next.feed, next.question);
  const isMissing = feed.ahead > feed.log.position || feed.isLost;
  const roomId = feed.log.room?.id;
  if (roomId && feed.log.epoch !== null && isMissing) {
    const tracer = traceOf(kept)?.tracer;
    tracer?.recorder.write({ kind: 'gap', client: tracer.client, roomId, before: standingOf(feed.log) });
  }
  return { feed: kept, question: next.question };
}

export const giveUp = (feed: Feed): Feed => keep(feed, real.giveUp(feed));

export function answer(feed: Feed, changes: Changes): Feed {
  takeApplications();
  const next = real.answer(feed, changes);
  const trace = traceOf(feed);
  if (trace) {
    const applications = takeApplications();
    const own = applications.find((application) => application.changes === changes);
    writeAnswer(trace, own ?? { changes, before: feed.log, after: next.log }, own !== undefined);
    for (const application of applications) {
      if (application !== own) writeFrame(trace.tracer, application, 'applied');
    }
  }
  return keep(feed, next);
}

function decisionOn(frame: Changes, feed: Feed, next: Feed): 'held' | 'stale' | 'ignored' {
  if (next.held.includes(frame)) return 'held';
  return next.isStale && frame.epoch !== feed.log.epoch ? 'stale' : 'ignored';
}

function writeFrame(
  { recorder, client, tenantId }: Tracer,
  { changes, before, after }: Application,
  decision: 'applied' | 'ignored' | 'held' | 'stale',
): void {
  recorder.write({
    kind: 'frame',
    client,
    tenantId,
    changes: seenChanges(changes),
    decision,
    before: standingOf(before),
    after: standingOf(after),
  });
}

function writeAnswer(
  { tracer, asked }: { tracer: Tracer; asked: Question },
  { changes, before, after }: Application,
  isApplied: boolean,
): void {
  const { epoch, position } = asked;
  tracer.recorder.write({
    kind: 'answer',
    client: tracer.client,
    tenantId: tracer.tenantId,
    asked: epoch === undefined ? {} : { epoch, position },
    changes: seenChanges(changes),
    decision: !isApplied ? 'refused' : changes.reset ? 'reset' : 'applied',
    before: standingOf(before),
    after: standingOf(after),
  });
}
