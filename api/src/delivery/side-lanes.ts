import { type Queued, type WriterBounds, WriterQueue, writerBounds } from './writer-queue.js';

/** Rooms waited for at the same time: each holds a connection while it waits. */
const maxBusy = 4;

const laneBounds: WriterBounds = { ...writerBounds, batchRows: 100 };

/**
 * Where the sends of a locked room wait, so that they hold up no other. As long as a room has a lane, all its sends go
 * there: none overtakes another.
 */
export class SideLanes<Item extends Queued> {
  private readonly lanes = new Map<string, WriterQueue<Item>>();
  private readonly idle: string[] = [];
  private busy = 0;

  /** @param write writes sends of one room, waiting for its lock, and settles each */
  constructor(private readonly write: (batch: readonly Item[]) => Promise<void>) {}

  /** Sends that wait in lanes. */
  get size(): number {
    return this.sum((lane) => lane.size);
  }

  /** What they weigh, in bytes. */
  get weight(): number {
    return this.sum((lane) => lane.weight);
  }

  /** Takes a send whose room has a lane. @returns whether it did */
  takeOver(item: Item): boolean {
    if (this.lanes.size === 0) return false;
    const lane = this.lanes.get(keyOf(item));
    lane?.push(item);
    return lane !== undefined;
  }

  /** Takes a send whose room was found locked. */
  open(item: Item): void {
    if (this.takeOver(item)) return;
    const key = keyOf(item);
    const lane = new WriterQueue<Item>(laneBounds);
    lane.push(item);
    this.lanes.set(key, lane);
    this.idle.push(key);
    this.work();
  }

  private work(): void {
    while (this.busy < maxBusy) {
      const key = this.idle.shift();
      if (key === undefined) return;
      this.busy += 1;
      void this.writeNext(key).finally(() => {
        this.busy -= 1;
        this.work();
      });
    }
  }

  /** One batch of a lane; then others have their turn. */
  private async writeNext(key: string): Promise<void> {
    const lane = this.lanes.get(key);
    if (!lane) return;
    await this.write(lane.take());
    if (lane.size > 0) this.idle.push(key);
    else this.lanes.delete(key);
  }

  private sum(figure: (lane: WriterQueue<Item>) => number): number {
    let total = 0;
    for (const lane of this.lanes.values()) total += figure(lane);
    return total;
  }
}

const keyOf = ({ send: { tenantId, roomId } }: Queued): string => `${tenantId}/${roomId}`;
