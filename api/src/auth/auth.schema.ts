import { z } from 'zod';
import { codePoints, wellFormed } from '../common/schema/text.js';
import { DisplayName, Email, User, Username } from '../users/user.schema.js';
import { isCommonPassword, maxPasswordCodePoints, minPasswordCodePoints } from './password-rules.js';

/** Tokens of one user's session. */
export const Session = z
  .strictObject({
    user: User,
    accessToken: z.string().describe('Bearer token for REST and the socket'),
    refreshToken: z.string().describe('Gets the next tokens; each is good until its successor was used'),
    expiresInMs: z.int().describe('How long the access token is good from now'),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

/** A new password; how it must differ from the username is checked beside it. */
export const NewPassword = wellFormed
  .refine(
    (value) => codePoints(value) >= minPasswordCodePoints,
    `must have at least ${minPasswordCodePoints} characters`,
  )
  // A longer one is not looked at any further: what compares it with the most used ones takes time for each character.
  .refine((value) => codePoints(value) <= maxPasswordCodePoints, {
    error: `must have at most ${maxPasswordCodePoints} characters`,
    abort: true,
  })
  .refine((value) => !isCommonPassword(value), 'is among the most used passwords')
  .meta({ minLength: minPasswordCodePoints, maxLength: maxPasswordCodePoints })
  .describe('8 to 128 characters; not one of the most used, and not the username');

/** What a log-in is answered with. */
export const LoginSession = z
  .strictObject({
    ...Session.shape,
    isGuestMerged: z
      .boolean()
      .describe(
        'Whether the guest is the account now: brought along by this log-in, or, being `mergedGuestId`, before',
      ),
  })
  .meta({ id: 'LoginSession' });
export type LoginSession = z.infer<typeof LoginSession>;

export const CreateGuest = z
  .strictObject({ displayName: DisplayName.optional().describe('Left out = a friendly generated name') })
  .meta({ id: 'CreateGuest' });
export type CreateGuest = z.infer<typeof CreateGuest>;

export const Register = z
  .strictObject({
    username: Username.describe(
      `${Username.description}; words such as admin, room or everyone are given by the tenant’s server alone`,
    ),
    password: NewPassword,
    displayName: DisplayName.optional().describe('Left out = the guest’s name, or the username'),
    email: Email.optional(),
  })
  .refine((input) => input.password.toLowerCase() !== input.username, {
    path: ['password'],
    message: 'must not be the username',
  })
  .meta({ id: 'Register' });
export type Register = z.infer<typeof Register>;

export const Login = z
  .strictObject({
    login: wellFormed.min(1).max(254).describe('Username or e-mail address'),
    password: wellFormed.min(1).max(512),
    mergeGuest: z
      .boolean()
      .optional()
      .describe(
        'With a guest’s token: true = the guest’s rooms and messages become the account’s; else the guest is left as it is',
      ),
    mergedGuestId: wellFormed
      .max(64)
      .optional()
      .describe(
        'After a log-in with `mergeGuest` whose answer was lost: the id of the guest, who is gone by then if it was done. Any ' +
          'that is not the account’s is answered with `isGuestMerged` false',
      ),
  })
  .meta({ id: 'Login' });
export type Login = z.infer<typeof Login>;

export const Refresh = z.strictObject({ refreshToken: wellFormed.min(1).max(512) }).meta({ id: 'Refresh' });
export type Refresh = z.infer<typeof Refresh>;

/** Any text is taken for a token: what is none is refused as an invalid one. */
export const Exchange = z
  .strictObject({ token: wellFormed.describe('A JWT of {sub, name?, avatarUrl?, exp}, with a kid of the tenant') })
  .meta({ id: 'Exchange' });
export type Exchange = z.infer<typeof Exchange>;
