import type { Socket } from 'node:net';

/** What happens to the bytes of one direction. */
export type Mode =
  | { readonly kind: 'pass' }
  /** Each piece waits; none overtakes another. */
  | { readonly kind: 'delay'; readonly ms: () => number }
  /** Bytes are read and thrown away, and the connection stays open. */
  | { readonly kind: 'swallow' }
  /** So many bytes still go through; then the connection ends, orderly or by a reset. */
  | { readonly kind: 'truncate'; readonly bytes: number; readonly end: 'fin' | 'reset' }
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number }
  /** Nothing is read any more, so that the sender's buffers fill. */
  | { readonly kind: 'stall' };

/** How a connection ends that a mode ends. */
export type Ending = 'fin' | 'reset';

/** One direction of a connection. */
export class Pipe {
  private mode: Mode = { kind: 'pass' };
  private left = 0;
  private waiting = 0;
  private queue = Promise.resolve();
  private hasLost = false;

  /**
   * @param write takes what comes out
   * @param end ends the whole connection
   */
  constructor(
    private readonly from: Socket,
    private readonly write: (bytes: Buffer) => void,
    private readonly end: (how: Ending) => void,
  ) {
    from.on('data', (bytes) => this.take(bytes));
  }

  /** Whether bytes were thrown away: what comes after them would make no sense. */
  get isBroken(): boolean {
    return this.hasLost;
  }

  set(mode: Mode): void {
    this.mode = mode;
    if (mode.kind === 'truncate') this.left = mode.bytes;
    if (mode.kind === 'stall') this.from.pause();
    else this.from.resume();
  }

  /** Does something when all that came before has gone through. */
  then(act: () => void | Promise<void>): void {
    if (this.waiting === 0) {
      const done = act();
      if (!done) return;
      this.waiting += 1;
      this.queue = done.finally(() => (this.waiting -= 1));
      return;
    }
    this.waiting += 1;
    this.queue = this.queue.then(act).finally(() => (this.waiting -= 1));
  }

  private take(bytes: Buffer): void {
    const { mode } = this;
    switch (mode.kind) {
      case 'swallow':
        this.hasLost = true;
        return;
      case 'truncate':
        return this.truncate(bytes, mode.end);
      case 'delay': {
        const dueAtMs = Date.now() + mode.ms();
        return this.then(async () => {
          await new Promise((due) => setTimeout(due, Math.max(0, dueAtMs - Date.now())));
          this.write(bytes);
        });
      }
      case 'throttle':
        this.from.pause();
        return this.then(async () => {
          await new Promise((due) => setTimeout(due, (bytes.length / mode.bytesPerSecond) * 1_000));
          this.write(bytes);
          if (this.mode.kind !== 'stall') this.from.resume();
        });
      default:
        return this.then(() => this.write(bytes));
    }
  }

  private truncate(bytes: Buffer, how: Ending): void {
    const part = bytes.subarray(0, this.left);
    this.left -= part.length;
    if (part.length > 0) this.then(() => this.write(part));
    if (this.left === 0) this.then(() => this.end(how));
  }
}
