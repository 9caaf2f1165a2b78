import { DomainError } from '../common/errors/domain-error.js';

/** What is said of a username or an e-mail address at its field when somebody has it. */
export const takenMessage = 'is taken';

/** `username_taken` or `email_taken`, at the input's field of that name. */
export function taken(field: 'username' | 'email'): DomainError {
  return new DomainError(`${field}_taken`, undefined, { errors: [{ path: `/${field}`, message: takenMessage }] });
}

/** The constraint of `users` that a statement broke, as an error of the catalogue; `undefined` = it is another error. */
export function takenError(error: unknown): DomainError | undefined {
  const { constraint } = error as { constraint?: string };
  if (constraint === 'users_username') return taken('username');
  // Only the link of a mail breaks it, and brings no field of that name.
  if (constraint === 'users_email') return new DomainError('email_taken');
  return undefined;
}
