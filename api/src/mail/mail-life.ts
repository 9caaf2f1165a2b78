import type { MailKind } from './mails.repository.js';

const minutesOfADay = 24 * 60;

/**
 * How long mails last, in minutes; of those with a token, how long that is good. It counts from when the mail is asked for;
 * a new password's, which is short, from when the mail is handed over.
 */
export const mailLifeMinutes: Readonly<Record<MailKind, number>> = {
  verify_email: 3 * minutesOfADay,
  reset_password: 30,
  email_changed: minutesOfADay,
  email_removed: minutesOfADay,
};

/** How long after it was asked for a mail is worth an attempt, in hours: all attempts of a job lie within. */
export const mailTryHours = 30;
