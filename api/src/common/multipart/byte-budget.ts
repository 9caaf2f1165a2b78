import { DomainError } from '../errors/domain-error.js';

/** On whose account bytes are held, and how many those may be. */
export interface Share {
  readonly owner: string;
  readonly maxBytes: number;
}

/** Bounds how much of what is being received stands in memory: all together, and of each owner. */
export class ByteBudget {
  private readonly held = new Map<string, number>();
  private total = 0;

  constructor(private readonly maxBytes: number) {}

  /**
   * Adds to what the owners of the shares hold, each of them whole.
   * @throws DomainError overloaded, and adds nothing
   */
  take(shares: readonly Share[], bytes: number): void {
    const isOver = shares.some(({ owner, maxBytes }) => this.heldBy(owner) + bytes > maxBytes);
    if (isOver || this.total + bytes > this.maxBytes) {
      throw new DomainError('overloaded', undefined, { retryAfterMs: 1_000 });
    }
    for (const { owner } of shares) this.held.set(owner, this.heldBy(owner) + bytes);
    this.total += bytes;
  }

  /** Gives back what was taken before. */
  giveBack(shares: readonly Share[], bytes: number): void {
    for (const { owner } of shares) {
      const left = this.heldBy(owner) - bytes;
      if (left > 0) this.held.set(owner, left);
      else this.held.delete(owner);
    }
    this.total -= bytes;
  }

  private heldBy(owner: string): number {
    return this.held.get(owner) ?? 0;
  }
}
