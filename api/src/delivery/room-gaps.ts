import { Injectable } from '@nestjs/common';
import type { Changes } from './changes.schema.js';
import { ChangesService } from './changes.service.js';
import type { LogPlace } from './frame-order.js';
import { RevocationsRepository } from './revocations.repository.js';

/** Messages of a reset, which nobody is sent. */
const resetLimit = 1;

/** What the log has that a node was not told. */
@Injectable()
export class RoomGaps {
  constructor(
    private readonly changes: ChangesService,
    private readonly revocations: RevocationsRepository,
  ) {}

  /** All that came after `at`, whoever reads it; a reset when that is too much, or the epoch is another one. */
  read(tenantId: string, roomId: string, at: LogPlace): Promise<Changes> {
    return this.changes.since({ kind: 'server', tenantId }, roomId, at, resetLimit);
  }

  /** Who of these may not read the room any more. */
  listShutOut(tenantId: string, roomId: string, userIds: readonly string[]): Promise<string[]> {
    return this.revocations.listShutOut(tenantId, roomId, userIds);
  }
}
