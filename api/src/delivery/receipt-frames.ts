import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Bus } from '../common/events/bus.js';
import { Collected } from '../common/collected.js';
import '../messages/messages.events.js';
import type { MovedPointer } from '../receipts/receipts.events.js';
import { Broadcaster } from './broadcaster.js';

/** Receipts of a room go out at most once in this time, in milliseconds. */
const everyMs = 1_000;

/** Audiences, the widest first. */
const widest = ['room', 'user', 'elsewhere'] as const satisfies MovedPointer['audience'][];

/** Tells the sockets of this node who has read how far, whichever node they read on. */
@Injectable()
export class ReceiptFrames implements OnApplicationShutdown {
  private readonly logger = new Logger('ReceiptFrames');
  /** By room: by user. */
  private readonly rooms = new Collected<Map<string, MovedPointer>>(
    everyMs,
    (rooms) => {
      for (const pointers of rooms.values()) this.tell([...pointers.values()]);
    },
    (error) => this.logger.error({ err: error }, 'receipts were not told'),
  );

  constructor(
    bus: Bus,
    private readonly broadcaster: Broadcaster,
  ) {
    bus.on('rooms.read', ({ reads }) => {
      for (const read of reads) this.collect(read);
    });
    // What somebody has read of a thread is nobody else's business.
    bus.on('thread.read', ({ tenantId, userId, ...pointer }) => broadcaster.tellOwnThread(tenantId, userId, pointer));
  }

  onApplicationShutdown(): void {
    this.rooms.stop();
  }

  private collect(read: MovedPointer): void {
    this.rooms.add(`${read.tenantId}/${read.roomId}`, (pointers = new Map<string, MovedPointer>()) => {
      const known = pointers.get(read.userId);
      // Two nodes may tell of one user, in any order.
      const seq = Math.max(read.seq, known?.seq ?? 0);
      const audience = widest.find((one) => one === read.audience || one === known?.audience) ?? read.audience;
      return pointers.set(read.userId, { ...read, seq, audience });
    });
  }

  private tell(pointers: readonly MovedPointer[]): void {
    const [first] = pointers;
    if (!first) return;
    const { tenantId, roomId } = first;
    const told = pointers.filter(({ audience }) => audience === 'room').map(({ userId, seq }) => ({ userId, seq }));
    if (told.length > 0) this.broadcaster.tellReceipts(tenantId, { roomId, receipts: told });
    for (const { userId, seq, audience } of pointers) {
      this.broadcaster.tellOwnReceipt(tenantId, roomId, { userId, seq }, audience !== 'user');
    }
  }
}
