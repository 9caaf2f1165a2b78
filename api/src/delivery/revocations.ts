import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Repeated } from '../common/repeated.js';
import { Broadcaster } from './broadcaster.js';
import { RevocationsRepository } from './revocations.repository.js';

/** Pause between two looks, in milliseconds. */
const everyMs = 5_000;

/**
 * Ends what must not go on, as the database says it: sessions that are over, rooms that somebody lost. It is told at once by
 * the node where it happens; this is for when that is not heard.
 */
@Injectable()
export class Revocations implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Revocations');
  private readonly repeated = new Repeated(
    everyMs,
    () => this.look(),
    (error) => this.note(error),
    () => this.note(undefined),
  );
  private isAway = false;
  /** Up to when it was looked, in the database's time; kept while the database is away. */
  private since: string | undefined;

  constructor(
    private readonly repository: RevocationsRepository,
    private readonly broadcaster: Broadcaster,
  ) {}

  onApplicationBootstrap(): void {
    this.repeated.start();
  }

  onApplicationShutdown(): void {
    this.repeated.stop();
  }

  /** This look is also how the node finds out that the database is away, and back: each is said once. */
  private note(error: unknown): void {
    if (error !== undefined && !this.isAway) this.logger.error({ err: error }, 'the database does not answer');
    if (error === undefined && this.isAway) this.logger.log('the database answers again');
    this.isAway = error !== undefined;
  }

  private async look(): Promise<void> {
    const now = await this.repository.now();
    const { sessions, seats, rooms } = await this.repository.listSince(this.since ?? now);
    this.since = now;
    for (const { tenantId, sessionId, code } of sessions) this.broadcaster.endSession(tenantId, sessionId, code);
    for (const { tenantId, roomId, userId } of seats) this.broadcaster.shutOut(tenantId, roomId, userId);
    for (const { tenantId, roomId } of rooms) this.broadcaster.removeRoom(tenantId, roomId);
  }
}
