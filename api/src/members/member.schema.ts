import { z } from 'zod';
import { id } from '../common/schema/id.js';
import { cursor, limit } from '../common/schema/paging.js';
import { wellFormed } from '../common/schema/text.js';
import { displayNameMaxCodePoints, User } from '../users/user.schema.js';

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
    banned: z.boolean().describe('Whether they may not come back'),
    mute: z
      .strictObject({ until: z.string().nullable().describe('ISO 8601, UTC; null = without end') })
      .nullable()
      .describe('Set while a moderator keeps them from writing'),
  })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof Member>;

/** One's own seat, with what one has set for oneself alone. */
export const OwnMember = Member.extend({
  muted: z.boolean().describe('Whether nothing of this room is notified'),
  pinned: z.boolean().describe('Whether it stands above the other rooms'),
  markedUnread: z.boolean().describe('Whether it is shown as unread, whatever was read'),
  peerBlocked: z
    .boolean()
    .describe('In a direct room, whether one blocks the other: then what they write is kept, and not to be shown'),
}).meta({ id: 'OwnMember' });
export type OwnMember = z.infer<typeof OwnMember>;

/** A seat, with what one has arranged for oneself where it is one's own. */
export const Seat = Member.extend(
  OwnMember.pick({ muted: true, pinned: true, markedUnread: true, peerBlocked: true }).partial().shape,
).meta({
  id: 'Seat',
});
export type Seat = z.infer<typeof Seat>;

export const PatchMember = z
  .strictObject({
    role: MemberRole.optional().describe('Of another member; an owner, and the tenant’s server'),
    muted: z.boolean().optional().describe('Own settings are for `me` only'),
    pinned: z.boolean().optional(),
    markedUnread: z.boolean().optional(),
  })
  .meta({ id: 'PatchMember' });
export type PatchMember = z.infer<typeof PatchMember>;

export const AddMember = z
  .strictObject({ userId: id('user').optional().describe('Whom to add; left out = oneself') })
  .optional()
  .meta({ id: 'AddMember' });
export type AddMember = z.infer<typeof AddMember>;

export const ListMembers = z.strictObject({
  query: wellFormed
    .max(displayNameMaxCodePoints)
    .optional()
    .describe('How the username or the display name begins, in upper or lower case; left out or blank = everybody'),
  limit,
  cursor,
});
export type ListMembers = z.infer<typeof ListMembers>;

export const MemberPage = z
  .strictObject({
    items: z.array(Member),
    users: z.array(User).describe('Everybody named in items'),
    nextCursor: z.string().nullable().describe('Opaque; asks for the next page; null at the end'),
  })
  .meta({ id: 'MemberPage' });
export type MemberPage = z.infer<typeof MemberPage>;
