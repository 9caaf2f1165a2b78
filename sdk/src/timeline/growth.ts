import type { Events, Message } from '../contract/index.js';
import type { Log } from './log.js';

/**
 * What has been heard of messages that are being written, beyond what the log has: the text so far, by message id. A text only
 * grows, so that of two the longer one is the newer one.
 */
export interface Growth {
  /** The history that these texts belong to. */
  readonly epoch: string | null;
  readonly texts: Readonly<Record<string, string>>;
}

/** Nothing has been heard. */
export const noGrowth: Growth = { epoch: null, texts: {} };

/** The unit of every length in the contract. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Messages of the log that are being written. */
export const streaming = (log: Log): Message[] => log.messages.filter((message) => message.streaming);

/** What is left of it: texts of messages that are still being written, in the same history, of which the log has less. */
export function settleGrowth(growth: Growth, log: Log): Growth {
  const known = growth.epoch === log.epoch ? growth.texts : {};
  const left = streaming(log).flatMap(({ id, text }) => {
    const heard = known[id];
    return heard !== undefined && heard.length > text.length ? [[id, heard] as const] : [];
  });
  const isSame = growth.epoch === log.epoch && left.length === Object.keys(known).length;
  return isSame ? growth : { epoch: log.epoch, texts: Object.fromEntries(left) };
}

/**
 * Takes a hint of what was appended. What is known is ignored; where something before it is missing nothing changes, and the
 * message must be asked for.
 */
export function grow(growth: Growth, log: Log, delta: Events['message:delta']): { growth: Growth; isMissing: boolean } {
  const settled = settleGrowth(growth, log);
  const message = streaming(log).find(({ id }) => id === delta.messageId);
  if (!message) return { growth: settled, isMissing: false };
  const text = settled.texts[message.id] ?? message.text;
  const length = codePoints(text);
  if (delta.offset > length) return { growth: settled, isMissing: true };
  const more = [...delta.delta].slice(length - delta.offset).join('');
  return { growth: more === '' ? settled : withText(settled, message.id, text + more), isMissing: false };
}

/** Takes a message as the server has it now. */
export function learn(growth: Growth, log: Log, { id, text }: Pick<Message, 'id' | 'text'>): Growth {
  const settled = settleGrowth(growth, log);
  const held = streaming(log).find((message) => message.id === id);
  const known = settled.texts[id] ?? held?.text;
  return known !== undefined && text.length > known.length ? withText(settled, id, text) : settled;
}

const withText = (growth: Growth, id: string, text: string): Growth => ({
  ...growth,
  texts: { ...growth.texts, [id]: text },
});
