import { DomainError } from '../common/errors/domain-error.js';

/** The constraint of `users` that a statement broke, as an error of the catalogue; `undefined` = it is another error. */
export function takenError(error: unknown): DomainError | undefined {
  const { constraint } = error as { constraint?: string };
  if (constraint === 'users_username') return new DomainError('username_taken');
  if (constraint === 'users_email') return new DomainError('email_taken');
  return undefined;
}
