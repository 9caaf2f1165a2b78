import { z } from 'zod';
import { cursor, limit } from '../common/schema/paging.js';
import { User } from '../users/user.schema.js';
import { Message } from './message.schema.js';

/** Pinned messages of one room, at most. */
export const pinsPerRoom = 50;

export const ListPins = z.strictObject({ limit, cursor });
export type ListPins = z.infer<typeof ListPins>;

export const PinPage = z
  .strictObject({
    items: z.array(Message).describe('The one that was pinned last first'),
    users: z.array(User).describe('The authors'),
    nextCursor: z.string().nullable().describe('Opaque; asks for the next page; null at the end'),
  })
  .meta({ id: 'PinPage' });
export type PinPage = z.infer<typeof PinPage>;
