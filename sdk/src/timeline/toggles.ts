import type { Message } from '../contract/index.js';
import type { Log } from './log.js';

/** A reaction that a person has just given or taken back, until the log shows what became of it. */
export interface Toggle {
  readonly messageId: string;
  readonly emoji: string;
  readonly userId: string;
  readonly isOn: boolean;
  /** Where the log shows it, once the server has said so. */
  readonly doneAt?: { readonly epoch: string | null; readonly position: number };
}

/** In the order in which they were asked for. */
export type Toggles = readonly Toggle[];

/** What is left of them once the log has come so far: those that are under way, or done where it is not yet. */
export function settleToggles(toggles: Toggles, { epoch, position }: Log): Toggles {
  const open = toggles.filter(({ doneAt }) => !doneAt || (doneAt.epoch === epoch && doneAt.position > position));
  return open.length === toggles.length ? toggles : open;
}

/** Ends one of them: it is done, or else rolled back. What is shown follows from those that are left. */
export const endToggle = (toggles: Toggles, toggle: Toggle, doneAt?: Toggle['doneAt']): Toggles =>
  toggles.flatMap((one) => (one !== toggle ? [one] : doneAt ? [{ ...one, doneAt }] : []));

/** A message as it will look when they are done; the same object when none of them changes it. */
export function drawToggles(message: Message, toggles: Toggles): Message {
  if (message.deletedAt) return message;
  let { reactions } = message;
  for (const { messageId, emoji, userId, isOn } of toggles) {
    if (messageId !== message.id) continue;
    const held = reactions.find((reaction) => reaction.emoji === emoji);
    if (!!held?.userIds.includes(userId) === isOn || isUnknown(message, emoji, userId)) continue;
    if (!held) reactions = [...reactions, { emoji, count: 1, userIds: [userId] }];
    else {
      const userIds = held.userIds.filter((id) => id !== userId);
      if (isOn) userIds.push(userId);
      const next = { emoji, count: held.count + (isOn ? 1 : -1), userIds };
      reactions = reactions.flatMap((one) => (one !== held ? [one] : next.count > 0 ? [next] : []));
    }
  }
  return reactions === message.reactions ? message : { ...message, reactions };
}

/** Not all who reacted so are listed: whether this one did, only the server knows. */
function isUnknown({ reactions }: Message, emoji: string, userId: string): boolean {
  const held = reactions.find((reaction) => reaction.emoji === emoji);
  return !!held && held.count > held.userIds.length && !held.userIds.includes(userId);
}

const asTextByDefault = /^(?=\p{Emoji})\P{Emoji_Presentation}$/u;

/** The one way to write an emoji, which is the server's: with the selectors that make its characters emoji. */
export function qualifiedEmoji(emoji: string): string {
  const bare = [...emoji.replace(/[\uFE0E\uFE0F]/g, '')];
  const isToned = (at: number) => /\p{Emoji_Modifier}/u.test(bare[at + 1] ?? '');
  return bare.map((char, at) => (asTextByDefault.test(char) && !isToned(at) ? `${char}\uFE0F` : char)).join('');
}
