import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Random bytes for the next ids: asking for 16 at a time costs more than all the rest of an id. */
const pool = Buffer.alloc(16 * 256);
let used = pool.length;
/** Of the last id: its time, and the counter that puts the ids of one millisecond in order (RFC 9562, section 6.2). */
let msecs = 0;
let seq = 0;

/** A new id: UUIDv7, so that ids made later sort later. */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, used + 16);
  used += 16;
  const now = Date.now();
  if (now > msecs) {
    msecs = now;
    // Room to count up: the highest bit is left out.
    seq = random.readUInt32BE(6) >>> 1;
  } else seq += 1;
  return v7({ random, msecs, seq });
}

/** Whether `value` has the form of an id. Anything else names nothing, and is answered as unknown. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && uuidPattern.test(value);
}
