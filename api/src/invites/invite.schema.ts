import { z } from 'zod';
import { id } from '../common/schema/id.js';
import { cursor, limit, pageOf } from '../common/schema/paging.js';
import { OwnMember } from '../members/member.schema.js';
import { Room } from '../rooms/room.schema.js';

/** Longest time that an invite may be told to last, in seconds: a year. */
const maxExpirySeconds = 31_536_000;
/** Most invites of one room by which somebody can come in. */
export const maxOpenInvites = 100;
/** Most uses that an invite may be told to have; without a number it has any number. */
const maxUses = 100_000;

export const CreateInvite = z
  .strictObject({
    expiresInSeconds: z.int().min(1).max(maxExpirySeconds).optional().describe('How long it lasts, from now'),
    expiresAt: z.iso
      .datetime({ offset: true })
      .nullable()
      .optional()
      .describe('ISO 8601; in the future; null = no end'),
    maxUses: z
      .int()
      .min(1)
      .max(maxUses)
      .nullable()
      .optional()
      .describe('How many may come in by it; null = any number'),
  })
  .refine((input) => input.expiresInSeconds === undefined || input.expiresAt === undefined, {
    message: 'give expiresInSeconds or expiresAt',
    path: ['expiresAt'],
  })
  .optional()
  .meta({ id: 'CreateInvite' });
export type CreateInvite = z.infer<typeof CreateInvite>;

/** A link's way into a room, for those who may make one. */
export const Invite = z
  .strictObject({
    code: id('invite').describe('What the link holds: whoever knows it may come in'),
    roomId: id('room'),
    createdBy: id('user').nullable().describe('null = the tenant’s server'),
    createdAt: z.string().describe('ISO 8601, UTC'),
    expiresAt: z.string().nullable().describe('ISO 8601, UTC; null = no end'),
    maxUses: z.int().nullable().describe('null = any number'),
    uses: z.int().describe('How many came in by it'),
  })
  .meta({ id: 'Invite' });
export type Invite = z.infer<typeof Invite>;

export const ListInvites = z.strictObject({ limit, cursor });
export type ListInvites = z.infer<typeof ListInvites>;

export const InvitePage = pageOf('InvitePage', Invite);
export type InvitePage = z.infer<typeof InvitePage>;

/** What an invite shows before it is accepted. */
export const InvitePreview = z
  .strictObject({ name: z.string().nullable().describe('The room’s name') })
  .meta({ id: 'InvitePreview' });
export type InvitePreview = z.infer<typeof InvitePreview>;

export const AcceptedInvite = z.strictObject({ room: Room, member: OwnMember }).meta({ id: 'AcceptedInvite' });
export type AcceptedInvite = z.infer<typeof AcceptedInvite>;
