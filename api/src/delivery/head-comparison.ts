import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Repeated } from '../common/repeated.js';
import { Broadcaster } from './broadcaster.js';
import { ChangesRepository } from './changes.repository.js';

/** Pause between two comparisons, in milliseconds. */
const everyMs = 3_000;

/** Rooms whose heads one statement reads. */
const roomsAtOnce = 1_000;

/**
 * Compares, every few seconds, what this node has emitted with the log. Whatever a node was not told, because Redis was away,
 * a message was lost, or a commit's outcome was unknown, its readers get by this.
 */
@Injectable()
export class HeadComparison implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('HeadComparison');
  private readonly repeated = new Repeated(
    everyMs,
    () => this.compare(),
    (error) => this.logger.debug({ err: error }, 'the heads could not be read'),
  );

  constructor(
    private readonly broadcaster: Broadcaster,
    private readonly repository: ChangesRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.repeated.start();
  }

  onApplicationShutdown(): void {
    this.repeated.stop();
  }

  private async compare(): Promise<void> {
    const rooms = [...this.broadcaster.standings()];
    for (let at = 0; at < rooms.length; at += roomsAtOnce) {
      const heads = await this.repository.readHeads(rooms.slice(at, at + roomsAtOnce));
      for (const { tenantId, roomId, epoch, position } of heads) {
        this.broadcaster.expect(tenantId, roomId, { epoch, position });
      }
    }
  }
}
