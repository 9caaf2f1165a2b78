import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Repeated } from '../common/repeated.js';
import { StreamsService } from './streams.service.js';

/** How often it is looked for messages that nobody writes to any more, in milliseconds. */
const everyMs = 2_000;

/** Sees to it that what is being written ends, also when its author was lost, or the node that they wrote on. */
@Injectable()
export class SilentStreams implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('SilentStreams');
  private readonly repeated = new Repeated(
    everyMs,
    () => this.streams.closeSilent(),
    (error) => this.logger.warn({ err: error }, 'silent messages could not be closed'),
  );

  constructor(private readonly streams: StreamsService) {}

  onApplicationBootstrap(): void {
    this.repeated.start();
  }

  onApplicationShutdown(): void {
    this.repeated.stop();
  }
}
