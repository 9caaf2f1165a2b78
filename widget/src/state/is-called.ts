import type { User } from '@parley/sdk';

/** Whether the username, or a word of the name, begins so. */
export function isCalled({ username, displayName }: Pick<User, 'username' | 'displayName'>, query: string): boolean {
  const part = query.trim().toLowerCase();
  return (username ?? '').startsWith(part) || ` ${displayName.toLowerCase()}`.includes(` ${part}`);
}
