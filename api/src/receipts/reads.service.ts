import { Injectable } from '@nestjs/common';
import type { UserCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { toDomainError } from '../common/errors/to-domain-error.js';
import { Bus } from '../common/events/bus.js';
import { isId } from '../common/ids.js';
import type { ReadPointer } from './read.schema.js';
import type { MovedPointer } from './receipts.events.js';
import { type Read, ReadsRepository, type WrittenReads } from './reads.repository.js';

/** Reads are collected for so long before they are written, in milliseconds. */
const collectMs = 100;
/** Reads of one statement. */
const readsAtOnce = 500;
/** More than these are not taken on. */
const maxWaiting = 20_000;
/** A seat that others lock again and again is given up after this time, in milliseconds. */
const lockedForMs = 5_000;

/** A read, and who waits for it. */
interface Pending extends Read {
  readonly untilMs: number;
  readonly resolve: (readSeq: number) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * How far each member has read. Written behind: pointers of all readers of this node are collected for a moment and go to the
 * database together, and each is answered after its commit.
 */
@Injectable()
export class ReadsService {
  private waiting: Pending[] = [];
  private isWriting = false;

  constructor(
    private readonly repository: ReadsRepository,
    private readonly bus: Bus,
  ) {}

  /**
   * Moves the caller's pointer on; below it nothing changes. The room is marked as unread no more.
   * @returns the pointer as it is then, once that is durable
   * @throws DomainError room_not_found | banned | not_member | validation_failed (at `/seq`, above the newest message) |
   *   overloaded | unavailable
   */
  async set({ tenantId, userId }: UserCaller, roomId: string, seq: number): Promise<ReadPointer> {
    if (!isId(roomId)) throw new DomainError('room_not_found');
    if (this.waiting.length >= maxWaiting) throw new DomainError('overloaded', undefined, { retryAfterMs: 1_000 });
    const untilMs = performance.now() + lockedForMs;
    const readSeq = await new Promise<number>((resolve, reject) => {
      this.waiting.push({ tenantId, roomId, userId, seq, untilMs, resolve, reject });
      this.writeSoon();
    });
    return { roomId, readSeq };
  }

  private writeSoon(): void {
    if (this.isWriting) return;
    this.isWriting = true;
    setTimeout(() => void this.writeAll(), collectMs);
  }

  private async writeAll(): Promise<void> {
    const all = this.waiting.splice(0);
    for (let at = 0; at < all.length; at += readsAtOnce) await this.write(all.slice(at, at + readsAtOnce));
    this.isWriting = false;
    // What came meanwhile, and what was locked.
    if (this.waiting.length > 0) this.writeSoon();
  }

  /** Writes a batch and answers all of it. When it fails, its halves are tried alone, until the one at fault is found. */
  private async write(batch: readonly Pending[]): Promise<void> {
    try {
      this.settle(batch, await this.repository.write(batch));
    } catch (error) {
      if (batch.length === 1 || toDomainError(error)?.code === 'unavailable') {
        for (const { reject } of batch) reject(error);
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await this.write(batch.slice(0, middle));
      await this.write(batch.slice(middle));
    }
  }

  private settle(batch: readonly Pending[], written: WrittenReads): void {
    const moved = new Map<string, MovedPointer>();
    for (const [at, read] of batch.entries()) {
      const verdict = written.verdicts[at];
      if (verdict === '') {
        const { tenantId, roomId, userId } = read;
        const [held, seq] = [written.heldSeqs[at] ?? 0, written.readSeqs[at] ?? 0];
        const audience = seq > held && written.areTold[at] ? 'room' : 'user';
        if (seq > held || (read.seq === held && written.wereMarked[at]))
          moved.set(`${roomId}/${userId}`, { tenantId, roomId, userId, seq, audience });
        read.resolve(seq);
      } else if (verdict === 'locked' && performance.now() < read.untilMs) this.waiting.push(read);
      else read.reject(refusal(verdict));
    }
    if (moved.size > 0) this.bus.publish('rooms.read', { reads: [...moved.values()] });
  }
}

function refusal(verdict: WrittenReads['verdicts'][number] | undefined): DomainError {
  if (verdict === 'beyond') return DomainError.invalid('/seq', 'is above the newest message');
  if (verdict === 'locked' || !verdict) return new DomainError('unavailable', undefined, { retryAfterMs: 1_000 });
  return new DomainError(verdict);
}
