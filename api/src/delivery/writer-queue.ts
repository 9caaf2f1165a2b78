/** A send on its way to the log. */
export interface Waiting {
  readonly tenantId: string;
  readonly roomId: string;
  readonly authorId: string;
  readonly clientId: string;
  /** What it weighs in the bounds below: its text, in bytes, and something for the rest. */
  readonly bytes: number;
}

/** A send in a queue, with whatever belongs to it there. */
export interface Queued {
  readonly send: Waiting;
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

/** Of a node's queue. */
export const writerBounds: WriterBounds = {
  batchRows: 500,
  batchBytes: 1024 * 1024,
  roomBytes: 256 * 1024,
  queueRows: 20_000,
  queueBytes: 64 * 1024 * 1024,
};

const nothing = { size: 0, weight: 0 };

/**
 * What waits to be written, in the order of arrival for each tenant. A batch takes one of each tenant in turn, so that a
 * busy one cannot make the others wait.
 */
export class WriterQueue<Item extends Queued> {
  private readonly byTenant = new Map<string, Item[]>();
  private rows = 0;
  private bytes = 0;

  constructor(private readonly bounds: WriterBounds = writerBounds) {}

  get size(): number {
    return this.rows;
  }

  /** What waits weighs, in bytes. */
  get weight(): number {
    return this.bytes;
  }

  /** Whether one more of `bytes` would be too much, beside what waits `elsewhere`. */
  isFull(bytes: number, elsewhere: { readonly size: number; readonly weight: number } = nothing): boolean {
    return (
      this.rows + elsewhere.size >= this.bounds.queueRows ||
      this.bytes + elsewhere.weight + bytes > this.bounds.queueBytes
    );
  }

  push(item: Item): void {
    const { tenantId, bytes } = item.send;
    const items = this.byTenant.get(tenantId);
    if (items) items.push(item);
    else this.byTenant.set(tenantId, [item]);
    this.rows += 1;
    this.bytes += bytes;
  }

  /**
   * The next batch, oldest first for each room. What must wait for the next one keeps its place: whatever would pass a
   * bound, the second send of one clientId, and everything behind it in its room.
   */
  take(): Item[] {
    const batch = new Batch<Item>(this.bounds);
    const lists = [...this.byTenant].map(([tenantId, items]) => ({
      tenantId,
      items,
      seen: 0,
      left: [] as Item[],
      rooms: new Map<string, RoomShare>(),
    }));
    for (let open = lists; open.length > 0 && !batch.isFull; open = open.filter((one) => one.seen < one.items.length)) {
      for (const list of open) {
        const item = list.items[list.seen];
        if (!item || batch.isFull) break;
        list.seen += 1;
        if (!batch.add(item, list.rooms)) list.left.push(item);
      }
    }
    this.byTenant.clear();
    // Whoever had fewer turns comes first the next time.
    for (const { tenantId, items, seen, left } of lists.sort((a, b) => a.seen - b.seen)) {
      const waiting = seen < items.length ? left.concat(items.slice(seen)) : left;
      if (waiting.length > 0) this.byTenant.set(tenantId, waiting);
    }
    this.rows -= batch.items.length;
    this.bytes -= batch.bytes;
    return batch.items;
  }
}

/** What a room has in a batch. */
interface RoomShare {
  /** From what did not fit on the room waits, and this is Infinity: what comes after must not overtake. */
  bytes: number;
  /** By author: the clientIds that they sent. */
  readonly clientIds: Map<string, Set<string>>;
}

/** A batch as it is put together. */
class Batch<Item extends Queued> {
  readonly items: Item[] = [];
  bytes = 0;
  /** Nothing more goes in, of no room. */
  isFull = false;

  constructor(private readonly bounds: WriterBounds) {}

  /**
   * @param rooms of the item's tenant: what each has in the batch
   * @returns whether it went in; the first one always does
   */
  add(item: Item, rooms: Map<string, RoomShare>): boolean {
    const { roomId, authorId, clientId, bytes } = item.send;
    let room = rooms.get(roomId);
    if (!room) rooms.set(roomId, (room = { bytes: 0, clientIds: new Map() }));
    if (room.bytes === Infinity) return false;
    this.isFull = this.items.length > 0 && this.bytes + bytes > this.bounds.batchBytes;
    const passesRoom = room.bytes > 0 && room.bytes + bytes > this.bounds.roomBytes;
    const own = room.clientIds.get(authorId) ?? new Set<string>();
    if (this.isFull || passesRoom || own.has(clientId)) {
      room.bytes = Infinity;
      return false;
    }
    this.items.push(item);
    room.clientIds.set(authorId, own.add(clientId));
    room.bytes += bytes;
    this.bytes += bytes;
    this.isFull = this.items.length >= this.bounds.batchRows;
    return true;
  }
}
