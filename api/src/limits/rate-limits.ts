import { Injectable } from '@nestjs/common';
import { DomainError } from '../common/errors/domain-error.js';
import type { LimitName } from '../tenants/settings.schema.js';
import { SharedCounts } from './shared-counts.js';
import { SubjectCounts } from './subject-counts.js';

/** Changes that reach every reader of a room, which one user may make in a minute; no setting of the tenant. */
export const maxChangesPerMinute = 60;

/** Searches for people and rooms that one user may make in a minute: four letters typed in a second, half of the time. */
export const maxSearchesPerMinute = 120;

/** Pages of the list of public rooms that visitors of one address may read in a minute: offices and schools share one. */
export const maxListingsPerMinute = 600;

/** How often one user may try to report a message in an hour. */
export const maxReportsPerHour = 30;

/** Log-ins may fail from one address as often as for this many accounts: offices and schools share one. */
export const accountsPerAddress = 5;

/** Mails may be asked for from one address as often as to this many: offices and schools share one. */
export const recipientsPerAddress = 5;

/** How often one user may append to messages in a second, all of theirs together; no setting of the tenant. */
export const maxAppendsPerSecond = 50;

/** Limits that count what happened in a stretch of time, and how long that is, in seconds. */
const windowSeconds = {
  appendsPerSecond: 1,
  changesPerMinute: 60,
  searchesPerMinute: 60,
  listingsPerMinutePerIp: 60,
  messagesPerMinute: 60,
  guestsPerHourPerIp: 3_600,
  exchangesPerHourPerIp: 3_600,
  loginAttemptsPerHour: 3_600,
  loginAttemptsPerHourPerIp: 3_600,
  loginAttemptsPerHourFromIp: 3_600,
  ownPasswordsPerHour: 3_600,
  mailsPerHour: 3_600,
  mailsPerHourPerIp: 3_600,
  roomsPerHour: 3_600,
  uploadsPerHour: 3_600,
  reportsPerHour: 3_600,
} as const satisfies Partial<
  Record<
    | LimitName
    | 'appendsPerSecond'
    | 'changesPerMinute'
    | 'searchesPerMinute'
    | 'listingsPerMinutePerIp'
    | 'loginAttemptsPerHourPerIp'
    // One login from one network: no limit, only a count.
    | 'loginAttemptsPerHourFromIp'
    // A person who is signed in and shows the password: as many as log-ins.
    | 'ownPasswordsPerHour'
    | 'mailsPerHourPerIp'
    | 'reportsPerHour',
    number
  >
>;

/** A limit of how often something may happen; the others say how much there may be at once. */
export type RateLimitName = keyof typeof windowSeconds;

/** What a refusal says first where two limits hold for the same: which of them it was. Of an account that does not exist alike. */
const refusals: Readonly<Partial<Record<RateLimitName, string>>> = {
  loginAttemptsPerHour: 'Too many attempts for this account',
  ownPasswordsPerHour: 'Too many attempts for this account',
  loginAttemptsPerHourPerIp: 'Too many attempts from this address',
};

/** Counted by each node for itself, in memory: they are asked at every message and letter, and all nodes together let their sum pass. */
const perNode = [
  'appendsPerSecond',
  'changesPerMinute',
  'messagesPerMinute',
  'searchesPerMinute',
  'listingsPerMinutePerIp',
] as const satisfies RateLimitName[];

/** Most subjects that one limit remembers: some 20 MB. */
const maxSubjects = 100_000;

/** Counts what callers do, each in a stretch of time that begins with the first. */
@Injectable()
export class RateLimits {
  private readonly ownCounts = new Map<RateLimitName, SubjectCounts>(
    perNode.map((name) => [name, new SubjectCounts(windowSeconds[name], maxSubjects)]),
  );

  constructor(private readonly shared: SharedCounts) {}

  /**
   * Counts one use by `subject` (a user, an address, an account) of a tenant.
   * @param limit how many are allowed in the name's stretch of time; null = any number
   * @throws DomainError rate_limited, with when the stretch ends; and whatever the counting fails with, which is a refusal
   */
  async consume(name: RateLimitName, tenantId: string, subject: string, limit: number | null): Promise<void> {
    if (limit === null) return;
    const own = this.ownCounts.get(name);
    const { count, msLeft } = await (own
      ? own.add(`${tenantId} ${subject}`)
      : this.shared.add({ tenantId, name, subject }, windowSeconds[name]));
    if (count > limit) {
      const detail = refusals[name] ?? `${name} is ${limit}`;
      throw new DomainError('rate_limited', detail, { retryAfterMs: Math.max(1, msLeft) });
    }
  }

  /** Takes uses back, as far as there are any. @param times how many */
  async giveBack(name: RateLimitName, tenantId: string, subject: string, times = 1): Promise<void> {
    const own = this.ownCounts.get(name);
    if (own) await own.takeBack(`${tenantId} ${subject}`, times);
    else await this.shared.takeBack({ tenantId, name, subject }, windowSeconds[name], times);
  }

  /**
   * Does something that counts as a use, as of `consume`; what could not be done does not count.
   * @throws DomainError rate_limited; and whatever `work` throws
   */
  async counted<T>(
    name: RateLimitName,
    tenantId: string,
    subject: string,
    limit: number | null,
    work: () => Promise<T>,
  ): Promise<T> {
    await this.consume(name, tenantId, subject, limit);
    try {
      return await work();
    } catch (error) {
      await this.giveBack(name, tenantId, subject);
      throw error;
    }
  }

  /** Forgets what `subject` did. @returns how often it did so in the stretch of time that is running */
  clear(name: RateLimitName, tenantId: string, subject: string): Promise<number> {
    const own = this.ownCounts.get(name);
    if (own) return own.forget(`${tenantId} ${subject}`);
    return this.shared.forget({ tenantId, name, subject }, windowSeconds[name]);
  }
}
