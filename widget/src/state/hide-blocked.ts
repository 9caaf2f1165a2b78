import { hiddenMessage } from '../i18n/message-words.js';
import type { LogItem } from './log-item.js';

/** What stands for messages that are not to be seen: what did not change stays the same object. */
const hidden = new WeakMap<LogItem, LogItem>();

/** Of people whom one blocks it is only seen that they wrote; what a room tells of itself is about the room. */
export function hideBlocked(items: readonly LogItem[], blocked: ReadonlySet<string>): readonly LogItem[] {
  if (blocked.size === 0) return items;
  return items.map((item) => {
    if (!blocked.has(item.authorId ?? '') || item.gone || item.source.system) return item;
    const made = hidden.get(item) ?? { ...item, text: '', gone: hiddenMessage };
    hidden.set(item, made);
    return made;
  });
}
