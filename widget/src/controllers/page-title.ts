import { pillCount } from '../i18n/unread-words.js';

/** What each chat of the page wants to be shown. */
const counts = new Map<object, number>();
/** The page's own title, and what was made of it. */
let own = '';
let written = '';

/**
 * Shows in the page's title how much is unread: `(3) Title`. What the page writes there itself stays.
 * @param owner the chat that counts; several on a page are added up
 * @param count 0 takes it back
 */
export function countInTitle(owner: object, count: number): void {
  if ((counts.get(owner) ?? 0) === count) return;
  if (count > 0) counts.set(owner, count);
  else counts.delete(owner);
  if (document.title !== written) own = document.title;
  const sum = [...counts.values()].reduce((all, one) => all + one, 0);
  written = sum > 0 ? `(${pillCount(sum)}) ${own}` : own;
  document.title = written;
}
