import { z } from 'zod';
import { id } from '../common/schema/id.js';

const read = { seq: z.int().min(0).describe('Everything up to this message was read') };

export const SetRead = z.strictObject(read).meta({ id: 'SetRead' });
export type SetRead = z.infer<typeof SetRead>;

export const SetReadInRoom = z.strictObject({ roomId: id('room'), ...read }).meta({ id: 'SetReadInRoom' });
export type SetReadInRoom = z.infer<typeof SetReadInRoom>;

/** How far the caller has read. */
export const ReadPointer = z
  .strictObject({
    roomId: id('room'),
    readSeq: z.int().describe('How far the caller has read; it never falls'),
  })
  .meta({ id: 'ReadPointer' });
export type ReadPointer = z.infer<typeof ReadPointer>;

/** How far members have read; their pointers only grow. */
export const Receipts = z
  .strictObject({
    roomId: id('room'),
    receipts: z.array(z.strictObject({ userId: id('user'), seq: z.int() }).meta({ id: 'Receipt' })),
  })
  .meta({ id: 'Receipts' });
export type Receipts = z.infer<typeof Receipts>;
