import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../common/errors/domain-error.js';

/** Whoever is sent away comes back at a moment of their own within this range, in milliseconds from now. */
const returnMs = { least: 500, most: 2_000 };

/**
 * Whether this node still takes work, and how much of it is under way: commands of sockets and requests alike. A server
 * that stops first sends new sockets elsewhere, then takes nothing more on, and ends when all it took on is answered.
 */
@Injectable()
export class Door {
  private state: 'open' | 'draining' | 'closed' = 'open';
  private underWay = 0;
  private onEmpty: (() => void) | undefined;

  /** Whether new sockets shall go elsewhere. */
  get isDraining(): boolean {
    return this.state !== 'open';
  }

  /** Whether nothing more is taken on. */
  get isClosed(): boolean {
    return this.state === 'closed';
  }

  /** What is told to whoever comes too late. */
  refusal(): DomainError {
    const retryAfterMs = returnMs.least + Math.random() * (returnMs.most - returnMs.least);
    return new DomainError('unavailable', 'This server is about to stop', { retryAfterMs });
  }

  /** Begins a piece of work, which `leave` ends. */
  enter(): void {
    this.underWay += 1;
  }

  leave(): void {
    this.underWay -= 1;
    if (this.underWay === 0) this.onEmpty?.();
  }

  /** From now on new sockets go elsewhere. */
  drain(): void {
    this.state = 'draining';
  }

  /** Takes nothing more on, and waits for what is under way, but not longer than `withinMs`. */
  async close(withinMs: number): Promise<void> {
    this.state = 'closed';
    if (this.underWay === 0) return;
    const empty = new Promise<void>((resolve) => (this.onEmpty = resolve));
    await Promise.race([empty, delay(withinMs, undefined, { ref: false })]);
  }
}
