import { z } from 'zod';
import { id } from '../common/schema/id.js';
import { line, text } from '../common/schema/text.js';

/** Slugs that name something else in links and routes, and so can never be made. */
const reservedSlugs = ['lobby', 'page', 'direct', 'by-slug'];

/** Whether nobody may make a room of this slug. */
export const isReservedSlug = (slug: string): boolean => reservedSlugs.includes(slug);

/** Most code points of a slug. */
export const slugMaxCodePoints = 64;
/** Most code points of a room's name. */
export const roomNameMaxCodePoints = 80;
/** Most code points of what a room is about. */
export const topicMaxCodePoints = 500;

/** A room's slug as it is asked for: any that may exist. */
export const Slug = z
  .string()
  .regex(new RegExp(`^[a-z0-9-]{1,${slugMaxCodePoints}}$`), `must be 1 to ${slugMaxCodePoints} of a-z 0-9 -`);

const NewSlug = Slug.refine((slug) => !isReservedSlug(slug), 'is reserved').describe(
  'Unique in the tenant; part of links',
);
const name = line(1, roomNameMaxCodePoints).describe('Shown to people; need not be unique');
const topic = text(0, topicMaxCodePoints).nullable().describe('What the room is about');

const posting = z.enum(['everyone', 'moderators']).describe('Who may write; moderators = an announcement room');
/** Longest pause between two messages of one member, in seconds: six hours. */
const maxSlowModeSeconds = 21_600;
const slowModeSeconds = z
  .int()
  .min(0)
  .max(maxSlowModeSeconds)
  .describe('Least time between two messages of one member; 0 = none. Owners and moderators write as they like');

/** A room above this many members does not list them: see DESIGN "Large rooms". */
export const maxListedMembers = 200;

/** A room. */
export const Room = z
  .strictObject({
    id: id('room'),
    type: z.enum(['public', 'private', 'direct', 'match']),
    slug: z.string().nullable().describe('Part of links; null when it has none'),
    name: z.string().nullable().describe('Null for direct and match rooms'),
    topic: z.string().nullable(),
    avatarUrl: z.string().nullable().describe('Its picture, as that of a user; null when it has none'),
    posting,
    slowModeSeconds,
    memberCount: z.int(),
    membersListed: z.boolean().describe(`False above ${maxListedMembers} members: then joins and leaves are not told`),
    lastSeq: z.int().describe('The seq of the newest message; 0 when there is none'),
    position: z.int().describe("The room's change counter"),
    epoch: z.string().describe('Names one unbroken history of positions'),
    createdAt: z.string().describe('ISO 8601, UTC'),
    archivedAt: z.string().nullable().describe('ISO 8601, UTC; set when nothing can be written any more'),
  })
  .meta({ id: 'Room' });
export type Room = z.infer<typeof Room>;

export const CreateRoom = z
  .strictObject({
    type: z.enum(['public', 'private']),
    name,
    slug: NewSlug.optional(),
    topic: topic.optional(),
  })
  .meta({ id: 'CreateRoom' });
export type CreateRoom = z.infer<typeof CreateRoom>;

export const PatchRoom = z
  .strictObject({
    name: name.optional(),
    slug: NewSlug.nullable().optional(),
    topic: topic.optional(),
    posting: posting.optional(),
    slowModeSeconds: slowModeSeconds.optional(),
    archived: z.boolean().optional().describe('An archived room is read, and nothing is written in it'),
  })
  .meta({ id: 'PatchRoom' });
export type PatchRoom = z.infer<typeof PatchRoom>;
