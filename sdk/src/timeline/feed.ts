import type { Anchor, Changes, Head } from '../contract/index.js';
import { anchorOf, applyChanges, emptyLog } from './log.js';
import type { Log } from './log.js';

/**
 * A log with the gate in front of it: which frames may be applied, which wait, and when the server must be asked.
 * Pure: whoever drives it sends the questions, one at a time, and brings the answers.
 */
export interface Feed {
  readonly log: Log;
  /** Frames that came before their turn. */
  readonly held: readonly Changes[];
  /** The newest position heard of in this epoch. */
  readonly ahead: number;
  /** A question is under way; frames wait for its answer. */
  readonly isAsking: boolean;
  /** The server's log is another one than ours, or went on without us; only its answer can tell. */
  readonly isStale: boolean;
  /** What is held cannot be continued: the next question names no position, so that its answer is a reset. */
  readonly isLost: boolean;
}

/** What a question about one room carries; without epoch and position it asks for a reset. */
export interface Question {
  epoch?: string;
  position?: number;
  anchor?: Anchor;
}

/** A feed that knows nothing yet; its first question asks for a reset. */
export const emptyFeed: Feed = { log: emptyLog, held: [], ahead: 0, isAsking: false, isStale: false, isLost: false };

/** Enough for a burst during one answer; what is dropped beyond is asked for. */
const maxHeldFrames = 256;

/** Takes a live frame: applies it when it is the next one, ignores what is known, holds what is ahead. */
export function receive(feed: Feed, frame: Changes): Feed {
  if (feed.isAsking) return hold(feed, frame);
  if (feed.log.epoch === null) return feed;
  if (frame.reset || frame.epoch !== feed.log.epoch) return { ...feed, isStale: true };
  if (frame.position <= feed.log.position) return feed;
  return drain(hold(feed, frame));
}

/** Takes what the server says of a room's head. @param heldWhenAsked the log's position when the question went out */
export function noteHead(feed: Feed, head: Head, heldWhenAsked: number): Feed {
  if (feed.isAsking || feed.log.epoch === null) return feed;
  if (head.epoch !== feed.log.epoch) return { ...feed, isStale: true };
  if (head.position < heldWhenAsked) return { ...feed, isLost: true };
  return { ...feed, ahead: Math.max(feed.ahead, head.position) };
}

/** Whether the server must be asked. A frame that is only late may still close the gap: wait a little first. */
export const isBehind = (feed: Feed): boolean =>
  !feed.isAsking && (feed.isStale || feed.isLost || feed.ahead > feed.log.position);

/** Begins a question. Until {@link answer} or {@link giveUp} frames wait. */
export function ask(feed: Feed): { feed: Feed; question: Question } {
  const { epoch, position } = feed.log;
  const question = epoch === null || feed.isLost ? {} : { epoch, position, anchor: anchorOf(feed.log) };
  return { feed: { ...feed, isAsking: true }, question };
}

/** The question stays unanswered; what waited is judged again by the next one. */
export const giveUp = (feed: Feed): Feed => ({ ...feed, isAsking: false, isStale: true });

/** Takes the answer to the question under way, then the frames that waited for it. */
export function answer(feed: Feed, changes: Changes): Feed {
  const { log } = feed;
  const isNext = changes.epoch === log.epoch && changes.after === log.position && changes.position >= log.position;
  // Neither the start of a new history nor a continuation of ours: start afresh rather than mix two.
  if (!changes.reset && !isNext) return { ...feed, isAsking: false, isLost: true };
  const held = feed.held.filter((frame) => frame.roomId === changes.roomId && frame.epoch === changes.epoch);
  const ahead = Math.max(changes.position, ...held.map((frame) => frame.position));
  // What did not fit is missing now: ask on.
  const next = { held, ahead, isAsking: false, isStale: feed.held.length >= maxHeldFrames, isLost: false };
  return drain({ ...next, log: applyChanges(log, changes) });
}

function hold(feed: Feed, frame: Changes): Feed {
  const held = feed.held.length < maxHeldFrames ? [...feed.held, frame] : feed.held;
  const ahead = frame.epoch === feed.log.epoch ? Math.max(feed.ahead, frame.position) : feed.ahead;
  return { ...feed, held, ahead };
}

/** Applies the held frames whose turn has come and drops those already known. */
function drain(feed: Feed): Feed {
  let { log } = feed;
  for (;;) {
    const { epoch, position } = log;
    const next = feed.held.find((it) => it.epoch === epoch && it.after === position && it.position > position);
    if (!next) break;
    log = applyChanges(log, next);
  }
  const held = feed.held.filter((frame) => frame.position > log.position);
  return { ...feed, log, held, ahead: Math.max(feed.ahead, log.position) };
}
