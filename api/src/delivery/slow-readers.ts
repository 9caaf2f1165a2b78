import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { ParleyServer } from './socket-contract.js';
import { type Connection, connectionsOf, cut, type Progress, progressOf, unsentBytes } from './transports.js';

/** More than this unsent, in bytes, is waited for only while it becomes less: an answer that was asked for is being taken. */
const maxUnsentBytes = 1024 * 1024;

/** More than this unsent, in bytes, is not waited for. */
const mostUnsentBytes = 8 * maxUnsentBytes;

/** Longest that nothing may move while something waits, in milliseconds. */
const maxStallMs = 10_000;

/** How often all sockets are looked at, in milliseconds: a look costs a few properties of each, a frame nothing. */
const everyMs = 1_000;

/** What waits for a connection, and since when it has sent nothing of that. */
interface Backlog extends Progress {
  readonly unsent: number;
  readonly sinceMs: number;
}

/**
 * Cuts readers that do not keep up, before what waits for them takes the memory of all. They come back and catch up by
 * their position, which costs less than to send them every frame late.
 */
@Injectable()
export class SlowReaders implements OnApplicationShutdown {
  private readonly logger = new Logger('SlowReaders');
  private backlogs = new Map<Connection, Backlog>();
  private timer: NodeJS.Timeout | undefined;

  /** Looks after every connection of `io` from now on. */
  watch(io: ParleyServer): void {
    this.timer = setInterval(() => this.look(connectionsOf(io), performance.now()), everyMs).unref();
  }

  /** @param nowMs on any clock that never goes back */
  look(connections: Iterable<Connection>, nowMs: number): void {
    const backlogs = new Map<Connection, Backlog>();
    for (const connection of connections) {
      const unsent = unsentBytes(connection);
      if (unsent === 0) continue;
      const now = progressOf(connection);
      const before = this.backlogs.get(connection);
      const hasMoved = before?.first !== now.first || before?.sentBytes !== now.sentBytes;
      const sinceMs = before && !hasMoved ? before.sinceMs : nowMs;
      const isGrowing = unsent > maxUnsentBytes && before && before.unsent > maxUnsentBytes && unsent >= before.unsent;
      if (isGrowing || unsent > mostUnsentBytes || nowMs - sinceMs >= maxStallMs) {
        this.logger.warn({ unsentBytes: unsent, stalledMs: nowMs - sinceMs }, 'a reader that is too slow was cut');
        cut(connection);
      } else backlogs.set(connection, { ...now, unsent, sinceMs });
    }
    this.backlogs = backlogs;
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }
}
