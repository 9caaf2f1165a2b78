import { Injectable } from '@nestjs/common';
import { DomainError } from '../common/errors/domain-error.js';

/** How soon a refused client may try again, in milliseconds. */
const retryAfterMs = 5_000;

/** Whose place a socket takes. */
export interface Place {
  readonly tenantId: string;
  readonly userId: string;
  /** The client's address, as `networkOf` puts it. */
  readonly network: string;
}

/** Counts the open sockets of each address and each user on this node. */
@Injectable()
export class ConnectionLimits {
  private readonly counts = new Map<string, number>();

  /**
   * Takes a place; it must be given back once.
   * @param limits most sockets of one address and of one user; null = any number
   * @throws DomainError rate_limited
   */
  take(place: Place, limits: { connectionsPerIp: number | null; connectionsPerUser: number | null }): void {
    const [network, user] = keysOf(place);
    this.require(network, limits.connectionsPerIp);
    this.require(user, limits.connectionsPerUser);
    for (const key of [network, user]) this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  giveBack(place: Place): void {
    for (const key of keysOf(place)) {
      const left = (this.counts.get(key) ?? 1) - 1;
      if (left > 0) this.counts.set(key, left);
      else this.counts.delete(key);
    }
  }

  private require(key: string, limit: number | null): void {
    if (limit === null || (this.counts.get(key) ?? 0) < limit) return;
    throw new DomainError('rate_limited', 'Too many connections', { retryAfterMs });
  }
}

const keysOf = ({ tenantId, userId, network }: Place): [string, string] => [
  `ip:${tenantId}:${network}`,
  `user:${tenantId}:${userId}`,
];
