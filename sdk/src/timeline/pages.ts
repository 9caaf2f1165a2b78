import type { History } from '../contract/index.js';
import { mergeMessages, mergeUsers } from './log.js';
import type { Log } from './log.js';

/** Marks that an older page is being fetched. Every fetch ends in {@link addPage} or {@link dropPage}. */
export const expectPage = (log: Log): Log => ({ ...log, strays: [] });

/** Ends the wait for a page that will not come. */
export const dropPage = (log: Log): Log => ({ ...log, strays: null });

/** Puts the page before the oldest message in front. A log that was reset since {@link expectPage} stays as it is. */
export function addPage(log: Log, page: History): Log {
  if (!log.strays) return log;
  const floor = log.messages[0]?.seq ?? Infinity;
  const older = page.items.filter((message) => message.seq < floor);
  const oldest = older[0]?.seq ?? floor;
  const strays = log.strays.filter((message) => message.seq >= oldest);
  return {
    ...log,
    messages: mergeMessages(mergeMessages(older, strays), log.messages),
    users: mergeUsers(page.users, Object.values(log.users)),
    hasBefore: page.hasBefore,
    strays: null,
    isPaged: true,
  };
}
