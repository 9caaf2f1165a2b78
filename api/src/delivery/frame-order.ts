import { Logger } from '@nestjs/common';
import { toDomainError } from '../common/errors/to-domain-error.js';
import { Turns } from '../common/turns.js';
import { type Changes, emptyChanges } from './changes.schema.js';

/** How long a frame that is ahead waits for the one before it, in milliseconds. */
const holdMs = 100;

/** How long after a read that failed the next one is tried, in milliseconds. */
const retryMs = 1_000;

/** Frames of one room that wait; those beyond are dropped: the log has them. */
const maxHeld = 100;

/** Rooms whose logs are read at the same time: after an outage all open rooms are behind, and sends need connections, too. */
const maxReads = 4;

/** A place in the history of a room. */
export interface LogPlace {
  readonly epoch: string;
  readonly position: number;
}

/** Where the frames of one room stand on this node. */
interface Line {
  /** What was emitted last; `undefined` until the first reader has read where the room stands. */
  at: LogPlace | undefined;
  /** Frames that are ahead, by `after`. */
  held: Changes[];
  /** The log is known to have come as far as this. */
  awaited: number;
  /** A frame or a head told of another epoch than ours: only the log knows. */
  isDoubted: boolean;
  timer: NodeJS.Timeout | undefined;
  isReading: boolean;
}

/** What the order does with the frames. */
export interface FrameRoutes {
  /** Sends a frame to the readers of a room. */
  readonly emit: (room: string, frame: Changes) => void;
  /** What the log has after `at`, as one frame; `reset` when that is too much, or the epoch is another one. */
  readonly readAfter: (room: string, at: LogPlace) => Promise<Changes>;
}

/**
 * Puts the frames of each open room strictly in order of position, from wherever they come: two changes of a room are
 * committed on two connections or two nodes, and what the second one says may come first, or the first one never. What does
 * not come is read from the log, once for all readers.
 */
export class FrameOrder {
  private readonly logger = new Logger('FrameOrder');
  private readonly lines = new Map<string, Line>();
  private readonly reads = new Turns(maxReads);

  constructor(private readonly routes: FrameRoutes) {}

  /** Collects the frames of a room from now on. */
  open(room: string): void {
    if (this.lines.has(room)) return;
    const line = { at: undefined, held: [], awaited: 0, isDoubted: false, timer: undefined, isReading: false };
    this.lines.set(room, line);
  }

  /** Forgets a room that nobody reads any more. */
  close(room: string): void {
    clearTimeout(this.lines.get(room)?.timer);
    this.lines.delete(room);
  }

  /** Says where a reader stands who read the room after it was opened here: the first one's place is where the line begins. */
  begin(room: string, head: LogPlace): void {
    const line = this.lines.get(room);
    if (!line) return;
    if (line.at) {
      this.expect(room, head);
    } else {
      line.at = head;
      this.proceed(room, line);
    }
  }

  /** Sends a frame now, or when those before it have gone; drops what was sent already, and what nobody reads. */
  push(room: string, frame: Changes): void {
    const line = this.lines.get(room);
    if (!line) return;
    const { at } = line;
    if (at?.epoch === frame.epoch) {
      if (frame.position <= at.position) return;
      if (frame.after <= at.position) {
        this.send(room, line, at, frame);
        if (line.held.length > 0) this.proceed(room, line);
        return;
      }
    } else if (at) line.isDoubted = true;
    if (!line.isDoubted) line.awaited = Math.max(line.awaited, frame.position);
    if (line.held.length < maxHeld) line.held.push(frame);
    line.held.sort((a, b) => a.after - b.after);
    if (at) this.wait(room, line, holdMs);
  }

  /**
   * Says how far the log has come. When the frames that lead there do not come soon, they are read.
   * @returns whether this node is behind
   */
  expect(room: string, head: LogPlace): boolean {
    const line = this.lines.get(room);
    if (!line?.at) return false;
    if (head.epoch !== line.at.epoch) line.isDoubted = true;
    else line.awaited = Math.max(line.awaited, head.position);
    if (!isBehind(line)) return false;
    this.wait(room, line, holdMs);
    return true;
  }

  /** What was sent last in a room; `undefined` before its first reader has read it. */
  standing(room: string): LogPlace | undefined {
    return this.lines.get(room)?.at;
  }

  /** Where this node stands in the rooms that are open here. */
  *standings(): Generator<readonly [room: string, at: LogPlace]> {
    for (const [room, { at }] of this.lines) if (at) yield [room, at];
  }

  /** Sends what follows on what was sent, and waits for what is missing. */
  private proceed(room: string, line: Line): void {
    const { held } = line;
    line.held = [];
    for (const frame of held) {
      const { at } = line;
      if (!at || frame.epoch !== at.epoch || frame.position <= at.position) continue;
      if (frame.after <= at.position) this.send(room, line, at, frame);
      else line.held.push(frame);
    }
    const last = line.held.at(-1);
    line.awaited = Math.max(line.awaited, last?.position ?? 0);
    clearTimeout(line.timer);
    line.timer = undefined;
    if (isBehind(line)) this.wait(room, line, holdMs);
  }

  private send(room: string, line: Line, at: LogPlace, frame: Changes): void {
    line.at = { epoch: at.epoch, position: frame.position };
    this.routes.emit(room, continuing(frame, at.position));
  }

  private wait(room: string, line: Line, ms: number): void {
    if (line.isReading) return;
    line.timer ??= setTimeout(() => void this.read(room, line), ms).unref();
  }

  private async read(room: string, line: Line): Promise<void> {
    line.timer = undefined;
    if (!isBehind(line)) return;
    line.isReading = true;
    const isDone = await this.reads.run(() => this.readInTurn(room, line));
    line.isReading = false;
    if (!this.isOpen(room, line)) return;
    if (isDone) this.proceed(room, line);
    else this.wait(room, line, retryMs);
  }

  /** @returns whether the log said what is missing, or nothing is any more */
  private async readInTurn(room: string, line: Line): Promise<boolean> {
    const { at } = line;
    // It waited for its turn: what was missing may have come by itself.
    if (!at || !this.isOpen(room, line) || !isBehind(line)) return true;
    const found = await this.routes.readAfter(room, at).catch((thrown: unknown) => this.noteFailure(room, thrown));
    if (found && this.isOpen(room, line)) this.take(room, line, at, found);
    return found !== undefined;
  }

  /** That the database is away is said elsewhere, and passes; anything else would look like a room that is merely behind. */
  private noteFailure(room: string, thrown: unknown): undefined {
    if (!toDomainError(thrown)) this.logger.warn({ err: thrown, room }, 'what a room is behind could not be read');
  }

  private isOpen(room: string, line: Line): boolean {
    return this.lines.get(room) === line;
  }

  /** @param asked where the line stood when the log was asked; what the log says counts, whatever was told */
  private take(room: string, line: Line, asked: LogPlace, found: Changes): void {
    const at = line.at ?? asked;
    line.isDoubted = false;
    if (found.reset) {
      line.at = { epoch: found.epoch, position: found.position };
      line.awaited = found.position;
      // Whoever stands elsewhere sees by it that something is missing, and asks; in a silent room no other frame would tell.
      this.routes.emit(room, emptyChanges(found.roomId, found.epoch, found.position));
    } else if (found.position > at.position) {
      this.send(room, line, at, found);
    } else if (at.position === asked.position) {
      // Somebody told of more than the log has.
      line.awaited = at.position;
      line.held = [];
    }
  }
}

/** The part of a frame that follows on `position`: one read from the log may begin before what came by itself meanwhile. */
export function continuing(frame: Changes, position: number): Changes {
  if (frame.after >= position) return frame;
  const isNew = (change: { position: number }): boolean => change.position > position;
  return {
    ...frame,
    after: position,
    messages: frame.messages.filter(isNew),
    members: frame.members.filter(isNew),
  };
}

const isBehind = ({ at, awaited, held, isDoubted }: Line): boolean =>
  at !== undefined && (isDoubted || awaited > at.position || held.length > 0);
