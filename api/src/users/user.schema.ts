import { z } from 'zod';
import { id } from '../common/schema/id.js';
import { cursor, limit, pageOf } from '../common/schema/paging.js';
import { line, text, wellFormed } from '../common/schema/text.js';

/** Fewest code points of a username. */
export const usernameMinCodePoints = 3;
/** Most code points of a username. */
export const usernameMaxCodePoints = 32;
/** Most code points of a display name. */
export const displayNameMaxCodePoints = 64;
/** Most code points of what somebody says about themselves. */
export const aboutMaxCodePoints = 500;

/** Largest picture that somebody may send of themselves, or of a room, in bytes. */
export const avatarMaxBytes = 5 * 1024 * 1024;

/** A display name as input. */
export const DisplayName = line(1, displayNameMaxCodePoints).describe('Shown to people; need not be unique');

/** A username as input: upper case is folded, anything else outside the alphabet is refused. */
export const Username = z
  .string()
  .regex(
    new RegExp(`^[A-Za-z0-9._-]{${usernameMinCodePoints},${usernameMaxCodePoints}}$`),
    `must be ${usernameMinCodePoints} to ${usernameMaxCodePoints} of a-z 0-9 . _ -`,
  )
  .transform((value) => value.toLowerCase())
  .describe(`${usernameMinCodePoints} to ${usernameMaxCodePoints} of a-z 0-9 . _ -; unique; upper case is folded`);

/** An e-mail address as input; folded, because nobody has two that differ in case. */
export const Email = z
  .email()
  .max(254)
  .transform((value) => value.toLowerCase())
  .describe('Its owner’s alone in the tenant once it is confirmed');

const userFields = {
  id: id('user'),
  kind: z.enum(['guest', 'registered', 'external']).describe('external = vouched for by the tenant’s own login'),
  username: z.string().nullable().describe('null for guests'),
  displayName: z.string(),
  avatarUrl: z
    .string()
    .nullable()
    .describe(
      'A picture for everybody who knows its address. With a / at its beginning it is below the server’s address: a square ' +
        'WebP of 128 pixels, with ?size=64 or ?size=512 of another size',
    ),
};

/** A person, as everybody sees them. */
export const User = z.strictObject(userFields).meta({ id: 'User' });
export type User = z.infer<typeof User>;

const about = z.string().describe('What they say about themselves; may be empty');

/** A person, as somebody looks them up. */
export const Profile = z
  .strictObject({
    ...userFields,
    about,
    blocked: z.boolean().describe('Whether the caller blocks them'),
  })
  .meta({ id: 'Profile' });
export type Profile = z.infer<typeof Profile>;

/** A person, as they see themselves. */
export const Me = z
  .strictObject({
    ...userFields,
    about,
    email: z.string().nullable(),
    emailVerifiedAt: z.string().nullable().describe('ISO 8601 UTC; null = not confirmed'),
    pendingEmail: z
      .string()
      .nullable()
      .describe('Takes the place of `email` when the mail that was sent there is answered'),
    createdAt: z.string().describe('ISO 8601 UTC'),
    hasRooms: z.boolean().describe('Whether they sit in a room, or sat in one: only there they can have written'),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;

export const PatchMe = z
  .strictObject({
    displayName: DisplayName.optional(),
    about: text(0, aboutMaxCodePoints).optional().describe('May be empty'),
  })
  .meta({ id: 'PatchMe' });
export type PatchMe = z.infer<typeof PatchMe>;

export const UserPage = pageOf('UserPage', User);
export type UserPage = z.infer<typeof UserPage>;

export const ListUsers = z.strictObject({
  query: wellFormed.min(1).max(100).describe('How the username begins; nobody is found by one letter'),
  limit,
  cursor,
});
export type ListUsers = z.infer<typeof ListUsers>;
