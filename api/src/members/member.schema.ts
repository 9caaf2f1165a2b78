import { z } from 'zod';
import { id } from '../common/schema/id.js';
import { cursor, limit } from '../common/schema/paging.js';
import { User } from '../users/user.schema.js';

const MemberRole = z.enum(['owner', 'moderator', 'member']);

/** A user's seat in a room. */
export const Member = z
  .strictObject({
    userId: id('user'),
    roomId: id('room'),
    role: MemberRole,
    joinedAt: z.string().describe('ISO 8601, UTC'),
    leftAt: z.string().nullable().describe('ISO 8601, UTC; set when they sit in the room no more'),
    readSeq: z.int().describe('How far they have read'),
    position: z.int().describe('The position of the last change of this seat'),
  })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof Member>;

export const AddMember = z
  .strictObject({ userId: id('user').optional().describe('Whom to add; left out = oneself') })
  .optional()
  .meta({ id: 'AddMember' });
export type AddMember = z.infer<typeof AddMember>;

export const ListMembers = z.strictObject({ limit, cursor });
export type ListMembers = z.infer<typeof ListMembers>;

export const MemberPage = z
  .strictObject({
    items: z.array(Member),
    users: z.array(User).describe('Everybody named in items'),
    nextCursor: z.string().nullable().describe('Opaque; asks for the next page; null at the end'),
  })
  .meta({ id: 'MemberPage' });
export type MemberPage = z.infer<typeof MemberPage>;
