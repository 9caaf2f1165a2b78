import { z } from 'zod';
import { wellFormed } from '../common/schema/text.js';
import { Email } from '../users/user.schema.js';
import { NewPassword } from './auth.schema.js';

/** A password as it is shown, whatever it is. */
const GivenPassword = wellFormed.min(1).max(512);

/** A token out of a mail's link. */
const MailToken = wellFormed.min(1).max(512).describe('From the link in the mail, behind the =');

export const ChangePassword = z
  .strictObject({ currentPassword: GivenPassword, newPassword: NewPassword })
  .meta({ id: 'ChangePassword' });
export type ChangePassword = z.infer<typeof ChangePassword>;

export const SetEmail = z
  .strictObject({
    email: Email.nullable().describe('Its owner’s alone in the tenant once it is confirmed; null = none any more'),
    password: GivenPassword.describe('The account’s password'),
  })
  .meta({ id: 'SetEmail' });
export type SetEmail = z.infer<typeof SetEmail>;

export const VerifyEmail = z.strictObject({ token: MailToken }).meta({ id: 'VerifyEmail' });
export type VerifyEmail = z.infer<typeof VerifyEmail>;

export const ForgotPassword = z
  .strictObject({ email: Email.describe('The account’s address') })
  .meta({ id: 'ForgotPassword' });
export type ForgotPassword = z.infer<typeof ForgotPassword>;

export const ResetPassword = z.strictObject({ token: MailToken, password: NewPassword }).meta({ id: 'ResetPassword' });
export type ResetPassword = z.infer<typeof ResetPassword>;
