import type { Waiting } from './writer-queue.js';

/** Rooms waited for at the same time: each holds a connection while it waits. */
const maxBusy = 4;

/** Most sends of a room in one go. */
const maxBatch = 100;

/**
 * Where the sends of a locked room wait, so that they hold up no other. As long as a room has a lane, all its sends go
 * there: none overtakes another.
 */
export class SideLanes<Item extends Waiting> {
  private readonly lanes = new Map<string, Item[]>();
  private readonly idle: string[] = [];
  private busy = 0;

  /** @param write writes sends of one room, waiting for its lock, and settles each */
  constructor(private readonly write: (batch: readonly Item[]) => Promise<void>) {}

  /** Takes a send whose room has a lane. @returns whether it did */
  takeOver(item: Item): boolean {
    const lane = this.lanes.get(keyOf(item));
    lane?.push(item);
    return lane !== undefined;
  }

  /** Takes a send whose room was found locked. */
  open(item: Item): void {
    if (this.takeOver(item)) return;
    const key = keyOf(item);
    this.lanes.set(key, [item]);
    this.idle.push(key);
    this.work();
  }

  private work(): void {
    while (this.busy < maxBusy) {
      const key = this.idle.shift();
      if (key === undefined) return;
      this.busy += 1;
      void this.empty(key).finally(() => {
        this.busy -= 1;
        this.work();
      });
    }
  }

  private async empty(key: string): Promise<void> {
    const lane = this.lanes.get(key) ?? [];
    while (lane.length > 0) await this.write(lane.splice(0, maxBatch));
    this.lanes.delete(key);
  }
}

const keyOf = ({ tenantId, roomId }: Waiting): string => `${tenantId}/${roomId}`;
