import { Injectable } from '@nestjs/common';
import { DomainError } from '../common/errors/domain-error.js';
import type { LimitName } from '../tenants/settings.schema.js';
import { SubjectCounts } from './subject-counts.js';

/** Changes that reach every reader of a room, which one user may make in a minute; no setting of the tenant. */
export const maxChangesPerMinute = 60;

/** Limits that count what happened in a stretch of time, and how long that is, in seconds. */
const windowSeconds = {
  changesPerMinute: 60,
  messagesPerMinute: 60,
  guestsPerHourPerIp: 3_600,
  loginAttemptsPerHour: 3_600,
  loginAttemptsPerHourPerIp: 3_600,
  mailsPerHour: 3_600,
  mailsPerHourPerIp: 3_600,
  roomsPerHour: 3_600,
  uploadsPerHour: 3_600,
} as const satisfies Partial<
  Record<LimitName | 'changesPerMinute' | 'loginAttemptsPerHourPerIp' | 'mailsPerHourPerIp', number>
>;

/** A limit of how often something may happen; the others say how much there may be at once. */
export type RateLimitName = keyof typeof windowSeconds;

/** Most subjects that one limit remembers: some 20 MB. */
const maxSubjects = 100_000;

/** Counts what callers do, each in a stretch of time that begins with the first. Per node, in memory. */
@Injectable()
export class RateLimits {
  private readonly counts = Object.fromEntries(
    Object.entries(windowSeconds).map(([name, seconds]) => [name, new SubjectCounts(seconds, maxSubjects)]),
  ) as Record<RateLimitName, SubjectCounts>;

  /**
   * Counts one use by `subject` (a user, an address, an account) of a tenant.
   * @param limit how many are allowed in the name's stretch of time; null = any number
   * @throws DomainError rate_limited, with when the stretch ends
   */
  async consume(name: RateLimitName, tenantId: string, subject: string, limit: number | null): Promise<void> {
    if (limit === null) return;
    const { count, msLeft } = await this.counts[name].add(`${tenantId} ${subject}`);
    if (count > limit) {
      throw new DomainError('rate_limited', `${name} is ${limit}`, { retryAfterMs: Math.max(1, msLeft) });
    }
  }

  /** Takes one use back. */
  async giveBack(name: RateLimitName, tenantId: string, subject: string): Promise<void> {
    await this.counts[name].takeBack(`${tenantId} ${subject}`);
  }

  /** Forgets what `subject` did. */
  async clear(name: RateLimitName, tenantId: string, subject: string): Promise<void> {
    await this.counts[name].forget(`${tenantId} ${subject}`);
  }
}
