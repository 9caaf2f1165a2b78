import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Bus } from '../common/events/bus.js';
import { Collected } from '../common/collected.js';
import '../messages/messages.events.js';
import type { MessageDelta } from '../messages/stream.schema.js';
import { Broadcaster } from './broadcaster.js';
import { firstRun } from './growth.js';

/** What grows of one message is told at most once in this time, in milliseconds. */
const everyMs = 100;

/** What a message grew by since it was told last. */
interface Growth {
  readonly tenantId: string;
  readonly parts: readonly MessageDelta[];
}

/** Tells the sockets of this node how messages grow, on whichever node they are written: few frames, however small the pieces. */
@Injectable()
export class StreamFrames implements OnApplicationShutdown {
  private readonly logger = new Logger('StreamFrames');
  private readonly growing = new Collected<Growth>(
    everyMs,
    (messages) => {
      for (const growth of messages.values()) this.tell(growth);
    },
    (error) => this.logger.error({ err: error }, 'it was not told how messages grow'),
  );

  constructor(
    bus: Bus,
    private readonly broadcaster: Broadcaster,
  ) {
    bus.on('message.grew', ({ tenantId, ...part }) => this.collect(tenantId, [part]));
  }

  onApplicationShutdown(): void {
    this.growing.stop();
  }

  private collect(tenantId: string, parts: readonly MessageDelta[]): void {
    const [first] = parts;
    if (!first) return;
    this.growing.add(`${tenantId}/${first.messageId}`, (waiting) => ({
      tenantId,
      parts: [...(waiting?.parts ?? []), ...parts],
    }));
  }

  /** One frame; what does not follow, as when another node's part is late, comes with the next. */
  private tell({ tenantId, parts }: Growth): void {
    const { delta, rest } = firstRun(parts);
    this.broadcaster.tellDelta(tenantId, delta);
    this.collect(tenantId, rest);
  }
}
