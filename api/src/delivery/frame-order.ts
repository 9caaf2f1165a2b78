import type { Changes } from './changes.schema.js';

/** How long a frame that is ahead waits for the one before it, in milliseconds. */
const holdMs = 100;

/** After this long without a frame a room is forgotten, in milliseconds. */
const forgetMs = 60_000;

/** Where the frames of one room stand. */
interface Line {
  epoch: string;
  position: number;
  held: Changes[];
  timer: NodeJS.Timeout | undefined;
}

/**
 * Puts the frames of each room in order of position before they go out. Two changes of a room can be committed on two
 * connections, and what the second one says may be read first.
 */
export class FrameOrder {
  private readonly lines = new Map<string, Line>();

  /** @param emit sends a frame to the readers of the room `key` */
  constructor(private readonly emit: (key: string, frame: Changes) => void) {}

  /** Sends the frame now, or when those before it have gone; drops one that was sent already. */
  push(key: string, frame: Changes): void {
    const line = this.lines.get(key);
    if (line?.epoch !== frame.epoch) {
      this.forget(key);
      this.send(key, frame);
      return;
    }
    if (frame.position <= line.position) return;
    line.held.push(frame);
    line.held.sort((a, b) => a.after - b.after);
    this.sendReady(key, line, false);
    if (line.held.length > 0) this.wait(line, holdMs, () => this.sendReady(key, line, true));
  }

  /** Forgets all rooms; for the end of the process. */
  clear(): void {
    for (const key of this.lines.keys()) this.forget(key);
  }

  /** @param isLate what is missing did not come: readers find the gap and ask for it themselves */
  private sendReady(key: string, line: Line, isLate: boolean): void {
    for (let next = line.held[0]; next && (isLate || next.after <= line.position); next = line.held[0]) {
      line.held.shift();
      if (next.position > line.position) this.send(key, next);
    }
  }

  private send(key: string, frame: Changes): void {
    this.emit(key, frame);
    const line: Line = this.lines.get(key) ?? { epoch: frame.epoch, position: 0, held: [], timer: undefined };
    line.position = frame.position;
    this.lines.set(key, line);
    if (line.held.length === 0) this.wait(line, forgetMs, () => this.forget(key));
  }

  private wait(line: Line, ms: number, then: () => void): void {
    clearTimeout(line.timer);
    line.timer = setTimeout(then, ms).unref();
  }

  private forget(key: string): void {
    clearTimeout(this.lines.get(key)?.timer);
    this.lines.delete(key);
  }
}
