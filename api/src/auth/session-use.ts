import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Repeated } from '../common/repeated.js';
import { SessionsRepository } from './sessions.repository.js';

/** How often what was noted is written down, in milliseconds. */
const writeEveryMs = 5_000;

/** A session is noted once in this time, in milliseconds, however busy it is. */
const noteEveryMs = 60_000;

/** Most sessions in one statement. */
const maxAtOnce = 5_000;

/** Most sessions that wait to be written, while the database is away; of more it is not noted that they were used. */
const maxWaiting = 100_000;

/** Notes which sessions are in use: in memory, and together into the database, so that no request writes for it. */
@Injectable()
export class SessionUse implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('SessionUse');
  private readonly repeated = new Repeated(
    writeEveryMs,
    () => this.write(performance.now()),
    (error) => this.logger.debug({ err: error }, 'it could not be written which sessions are in use'),
  );
  /** When each was noted, oldest first; forgotten once it may be noted again. */
  private readonly notedAtMs = new Map<string, number>();
  /** Those that are not written yet, with when they were used last. */
  private readonly waiting = new Map<string, { tenantId: string; atMs: number }>();

  constructor(private readonly sessions: SessionsRepository) {}

  onApplicationBootstrap(): void {
    this.repeated.start();
  }

  onApplicationShutdown(): void {
    this.repeated.stop();
  }

  /** A session was used just now. @param sessionId null: the tenant's server acts for somebody, in none */
  note(tenantId: string, sessionId: string | null): void {
    if (sessionId === null || this.notedAtMs.has(sessionId)) return;
    const atMs = performance.now();
    this.notedAtMs.set(sessionId, atMs);
    if (this.waiting.has(sessionId) || this.waiting.size < maxWaiting) this.waiting.set(sessionId, { tenantId, atMs });
  }

  /**
   * Writes down what was noted; what cannot be written waits for the next time.
   * @param nowMs on the clock of `performance.now()`
   */
  async write(nowMs: number): Promise<void> {
    for (const [sessionId, atMs] of this.notedAtMs) {
      if (nowMs - atMs < noteEveryMs) break;
      this.notedAtMs.delete(sessionId);
    }
    const noted = [...this.waiting];
    for (let first = 0; first < noted.length; first += maxAtOnce) {
      const batch = noted.slice(first, first + maxAtOnce);
      const seen = batch.map(([sessionId, { tenantId, atMs }]) => ({
        tenantId,
        sessionId,
        msAgo: Math.max(0, nowMs - atMs),
      }));
      await this.sessions.markSeen(seen);
      for (const [sessionId, note] of batch) {
        // One that was used again meanwhile waits for its own turn.
        if (this.waiting.get(sessionId) === note) this.waiting.delete(sessionId);
      }
    }
  }
}
