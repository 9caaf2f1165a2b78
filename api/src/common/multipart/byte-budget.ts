import { DomainError } from '../errors/domain-error.js';

/** Bounds how much of what is being received stands in memory: all together, and of one owner. */
export class ByteBudget {
  private readonly held = new Map<string, number>();
  private total = 0;

  constructor(
    private readonly maxBytes: number,
    private readonly maxBytesPerOwner: number,
  ) {}

  /** Adds to what an owner holds. @throws DomainError overloaded, and adds nothing */
  take(owner: string, bytes: number): void {
    const own = (this.held.get(owner) ?? 0) + bytes;
    if (own > this.maxBytesPerOwner || this.total + bytes > this.maxBytes) {
      throw new DomainError('overloaded', undefined, { retryAfterMs: 1_000 });
    }
    this.held.set(owner, own);
    this.total += bytes;
  }

  /** Gives back what was taken before. */
  giveBack(owner: string, bytes: number): void {
    const own = (this.held.get(owner) ?? 0) - bytes;
    if (own > 0) this.held.set(owner, own);
    else this.held.delete(owner);
    this.total -= bytes;
  }
}
