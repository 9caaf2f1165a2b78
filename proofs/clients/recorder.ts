import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { now } from '../clock.js';
import type { HistoryEvent } from '../history/events.js';

/** An event without what the recorder adds. */
export type Unwritten = HistoryEvent extends infer Event
  ? Event extends HistoryEvent
    ? Omit<Event, 't' | 'proc'>
    : never
  : never;

/** Writes the history of one process. */
export class Recorder {
  private readonly out: WriteStream;

  constructor(
    private readonly proc: string,
    file: string,
  ) {
    this.out = createWriteStream(file, { highWaterMark: 1 << 20 });
  }

  /** Writes an event with the time of now. */
  write(event: Unwritten): void {
    this.out.write(`${JSON.stringify({ t: now(), proc: this.proc, ...event })}\n`);
  }

  async close(): Promise<void> {
    this.out.end();
    await once(this.out, 'finish');
  }
}
