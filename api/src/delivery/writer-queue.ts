/** A send on its way to the log. */
export interface Waiting {
  readonly tenantId: string;
  readonly roomId: string;
  readonly authorId: string;
  readonly clientId: string;
  /** What it weighs in the bounds below: its text, in bytes, and something for the rest. */
  readonly bytes: number;
}

/** Bounds of one batch and of the whole queue. */
export interface WriterBounds {
  readonly batchRows: number;
  readonly batchBytes: number;
  /** Most of one batch that one room may take, in bytes: one frame carries it. */
  readonly roomBytes: number;
  readonly queueRows: number;
  readonly queueBytes: number;
}

const writerBounds: WriterBounds = {
  batchRows: 500,
  batchBytes: 1024 * 1024,
  roomBytes: 256 * 1024,
  queueRows: 20_000,
  queueBytes: 64 * 1024 * 1024,
};

/**
 * What waits to be written, in the order of arrival for each tenant. A batch takes one of each tenant in turn, so that a
 * busy one cannot make the others wait.
 */
export class WriterQueue<Item extends Waiting> {
  private readonly byTenant = new Map<string, Item[]>();
  private rows = 0;
  private bytes = 0;

  constructor(private readonly bounds: WriterBounds = writerBounds) {}

  get size(): number {
    return this.rows;
  }

  /** Whether one more of `bytes` would be too much. */
  isFull(bytes: number): boolean {
    return this.rows >= this.bounds.queueRows || this.bytes + bytes > this.bounds.queueBytes;
  }

  push(item: Item): void {
    const items = this.byTenant.get(item.tenantId);
    if (items) items.push(item);
    else this.byTenant.set(item.tenantId, [item]);
    this.rows += 1;
    this.bytes += item.bytes;
  }

  /**
   * The next batch, oldest first for each room. What must wait for the next one keeps its place: whatever would pass a
   * bound, the second send of one clientId, and everything behind it in its room.
   */
  take(): Item[] {
    if (this.rows <= this.bounds.batchRows && this.byTenant.size === 1)
      return this.takeFrom([...this.byTenant.values()]);
    return this.takeFrom(takeTurns([...this.byTenant.values()]));
  }

  private takeFrom(lists: Iterable<Item[]>): Item[] {
    const batch: Item[] = [];
    const left = new Map<string, Item[]>();
    const rooms = new Map<string, number>();
    const keys = new Set<string>();
    let bytes = 0;
    for (const list of lists) {
      for (const item of list) {
        const room = `${item.tenantId}/${item.roomId}`;
        const key = `${room}/${item.authorId}/${item.clientId}`;
        const roomBytes = rooms.get(room) ?? 0;
        const isFirst = batch.length === 0;
        const fits =
          batch.length < this.bounds.batchRows &&
          (isFirst || bytes + item.bytes <= this.bounds.batchBytes) &&
          (roomBytes === 0 || roomBytes + item.bytes <= this.bounds.roomBytes);
        if (fits && !keys.has(key) && roomBytes !== Infinity) {
          batch.push(item);
          keys.add(key);
          rooms.set(room, roomBytes + item.bytes);
          bytes += item.bytes;
          continue;
        }
        // From here on this room waits: what comes after must not overtake.
        rooms.set(room, Infinity);
        const waiting = left.get(item.tenantId);
        if (waiting) waiting.push(item);
        else left.set(item.tenantId, [item]);
      }
    }
    this.byTenant.clear();
    // Whoever was served last comes last the next time.
    for (const [tenantId, items] of left) this.byTenant.set(tenantId, items);
    this.rows -= batch.length;
    this.bytes -= batch.reduce((sum, item) => sum + item.bytes, 0);
    return batch;
  }
}

/** One of each list in turn. */
function* takeTurns<Item>(lists: Item[][]): Generator<Item[]> {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  for (let at = 0; at < longest; at += 1) {
    yield lists.flatMap((list) => (at < list.length ? [list[at] as Item] : []));
  }
}
