import { z } from 'zod';
import { cursor, limit, pageOf } from '../common/schema/paging.js';
import { wellFormed } from '../common/schema/text.js';
import { Room, roomNameMaxCodePoints } from './room.schema.js';

export const ListRooms = z.strictObject({
  query: wellFormed
    .max(roomNameMaxCodePoints)
    .optional()
    .describe('Part of the name, the topic or the slug, or about as it is written'),
  limit,
  cursor,
});
export type ListRooms = z.infer<typeof ListRooms>;

/** A public room, as whoever looks for one finds it. */
export const FoundRoom = Room.extend({
  lastActivityAt: z
    .string()
    .describe('ISO 8601, UTC; when its newest message came, of a room without one when it was made'),
  joined: z.boolean().describe('Whether the caller sits in it'),
}).meta({ id: 'FoundRoom' });
export type FoundRoom = z.infer<typeof FoundRoom>;

export const RoomPage = pageOf('RoomPage', FoundRoom);
export type RoomPage = z.infer<typeof RoomPage>;
