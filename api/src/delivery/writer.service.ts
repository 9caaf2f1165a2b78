import { Injectable, Logger } from '@nestjs/common';
import { DomainError } from '../common/errors/domain-error.js';
import { toDomainError } from '../common/errors/to-domain-error.js';
import { Bus } from '../common/events/bus.js';
import type { Message } from '../messages/message.schema.js';
import { Counts } from '../metrics/counts.js';
import './delivery.events.js';
import { Returns } from './returns.js';
import { SideLanes } from './side-lanes.js';
import { type Outcome, toOutcome } from './written-batch.js';
import { type Send, WriterRepository } from './writer.repository.js';
import { WriterQueue } from './writer-queue.js';

/** What a send came to: the committed message, and whether this send wrote it and took a seat. */
export interface Sent {
  readonly message: Message;
  readonly isNew: boolean;
  readonly hasJoined: boolean;
}

/** Turns of the event loop that the first batch may wait for more: far less time than a commit takes. */
const maxGatherTurns = 3;
/** Most sends of a batch whose answers leave before what goes to readers. */
const maxAnsweredFirst = 16;
/** How long a batch may wait for those who were just answered, in milliseconds: about as long as a commit takes. */
const maxGatherMs = 0.8;

/** A send, and whom to tell. */
interface Pending {
  readonly send: Send;
  readonly resolve: (sent: Sent) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit. Sends of all sockets and requests of this node wait in one queue; whenever the last batch is committed, all
 * that came meanwhile is the next one: no timer, and the busier the node, the more messages a commit carries.
 * Acknowledgements follow the commit, in order, and one frame for each room.
 */
@Injectable()
export class Writer {
  private readonly logger = new Logger('Writer');
  private readonly queue = new WriterQueue<Pending>();
  private readonly lanes: SideLanes<Pending>;
  private readonly returns = new Returns();
  private isWriting = false;

  constructor(
    private readonly repository: WriterRepository,
    private readonly bus: Bus,
    private readonly counts: Counts,
  ) {
    this.lanes = new SideLanes((batch) => this.write(batch, true));
  }

  /** Sends that wait to be written. */
  get queued(): number {
    return this.queue.size + this.lanes.size;
  }

  /**
   * @returns once it is durable
   * @throws DomainError overloaded | unavailable | room_not_found | client_id_reused | message_not_found | already_in_thread |
   *   message_deleted | forbidden | invalid_token (the author has left for good meanwhile)
   */
  send(send: Send): Promise<Sent> {
    if (this.queue.isFull(send.bytes, this.lanes)) {
      return Promise.reject(new DomainError('overloaded', undefined, { retryAfterMs: 1_000 }));
    }
    this.counts.sends += 1;
    return new Promise((resolve, reject) => {
      this.queue.push({ send, resolve, reject });
      if (!this.isWriting) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.isWriting = true;
    await this.gather();
    while (this.queue.size > 0) {
      const batch = this.queue.take().filter((pending) => !this.lanes.takeOver(pending));
      if (batch.length > 0) await this.write(batch, false);
      await this.gatherAgain(batch.length);
    }
    this.isWriting = false;
  }

  /**
   * Lets the sends that are arriving just now into the first batch: those of this turn of the event loop, and as long as
   * turns bring more, of two others. Whoever came a moment too late would wait for two commits instead of one.
   */
  private async gather(): Promise<void> {
    for (let turns = 0, size = 0; turns < maxGatherTurns && this.queue.size > size; turns += 1) {
      size = this.queue.size;
      await new Promise(setImmediate);
    }
  }

  /**
   * Lets those who were just answered into the next batch: who sends one message after the other does so now. Without it they
   * split into two halves, and each half waits for the other one's commit. No fixed delay: it ends as soon as all of them have
   * sent again. Others who wait already are kept waiting only as long as that is what most of those answered do.
   */
  private async gatherAgain(answered: number): Promise<void> {
    const waiting = this.queue.size;
    if (answered === 0 || (waiting > 0 && !this.returns.areLikely())) return;
    const until = performance.now() + maxGatherMs;
    while (this.queue.size < waiting + answered && performance.now() < until) await new Promise(setImmediate);
    this.returns.learn(this.queue.size - waiting, answered);
  }

  /** Writes a batch and settles all of it. When it fails, its halves are tried alone, until the one at fault is found. */
  private async write(batch: readonly Pending[], waits: boolean): Promise<void> {
    try {
      const sends = batch.map(({ send }) => send);
      const { places, written } = await this.repository.write(sends, waits);
      this.settle(batch, toOutcome(sends, places, written));
    } catch (error) {
      const isPassing = toDomainError(error)?.code === 'unavailable';
      if (batch.length === 1 || isPassing) {
        if (!isPassing) this.logger.error({ err: error }, 'a message could not be written');
        for (const { reject } of batch) reject(error);
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await this.write(batch.slice(0, middle), waits);
      // Meanwhile a room may have got its lane.
      const second = batch.slice(middle).filter((pending) => waits || !this.lanes.takeOver(pending));
      if (second.length > 0) await this.write(second, waits);
    }
  }

  /**
   * Tells, in order: first those who wait for an answer, then the readers. These are told once the answers are on their way,
   * and the next batch with them: a frame goes to many, and the database need not wait for it.
   */
  private settle(batch: readonly Pending[], { results, changes }: Outcome): void {
    let written = 0;
    for (const [at, pending] of batch.entries()) {
      const result = results[at];
      if (result === 'locked') this.lanes.open(pending);
      else if (result instanceof DomainError) pending.reject(result);
      else if (result) {
        pending.resolve(result);
        if (result.isNew) written += 1;
      }
    }
    if (written > 0) this.counts.commits.observe(written);
    if (changes.length > 0) {
      const tell = (): void => {
        for (const change of changes) this.bus.publish('room.changed', change);
      };
      // Answers leave with the next turn, see `writeOnceATurn`. With these in the same turn each connection is written to once, which
      // counts where many are answered; and those who are answered wait for all that goes to readers, which counts where few are.
      setImmediate(batch.length > maxAnsweredFirst ? tell : () => setImmediate(tell));
    }
  }
}
