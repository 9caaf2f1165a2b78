import { Injectable } from '@nestjs/common';
import { DomainError } from '../common/errors/domain-error.js';

/** How soon a refused client may try again, in milliseconds. */
const retryAfterMs = 5_000;

/** Counts the open sockets of each address and each user on this node. */
@Injectable()
export class ConnectionLimits {
  private readonly counts = new Map<string, number>();

  /**
   * Takes a place under every key.
   * @param places each key with the most sockets it may have; null = any number
   * @returns gives the places back; harmless when called twice
   * @throws DomainError rate_limited
   */
  take(places: readonly { key: string; limit: number | null }[]): () => void {
    for (const { key, limit } of places) {
      if (limit !== null && (this.counts.get(key) ?? 0) >= limit) {
        throw new DomainError('rate_limited', 'Too many connections', { retryAfterMs });
      }
    }
    for (const { key } of places) this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      for (const { key } of places) this.release(key);
    };
  }

  private release(key: string): void {
    const left = (this.counts.get(key) ?? 1) - 1;
    if (left > 0) this.counts.set(key, left);
    else this.counts.delete(key);
  }
}
