import { EventEmitter } from 'node:events';
import { Injectable, Logger } from '@nestjs/common';

/** Every fact that features tell each other. Each feature adds its own in its `*.events.ts` by declaration merging. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by declaration merging
export interface DomainEvents {}

/**
 * Tells other features what happened, after it was committed. A listener that throws is logged and hurts nobody: what
 * must survive a crash is a job in the transaction, never an event.
 */
@Injectable()
export class Bus {
  private readonly logger = new Logger('Bus');
  private readonly emitter = new EventEmitter();

  /** Runs every listener now, in the order in which they were added. */
  publish<E extends keyof DomainEvents>(event: E, fact: DomainEvents[E]): void {
    this.emitter.emit(event, fact);
  }

  /** Adds a listener for the life of the process. What it does later, it does beside everything else. */
  on<E extends keyof DomainEvents>(event: E, listener: (fact: DomainEvents[E]) => void | Promise<void>): void {
    const failed = (error: unknown): void => this.logger.error({ err: error, event }, 'a listener failed');
    this.emitter.on(event, (fact: DomainEvents[E]) => {
      try {
        listener(fact)?.catch(failed);
      } catch (error) {
        failed(error);
      }
    });
  }
}
