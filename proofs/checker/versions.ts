import type { SeenMember, SeenMessage } from '../history/events.js';

const texts = new WeakMap<SeenMessage, string>();

/** Everything that a version of a message says, as one string: two are equal when their texts are. */
export function messageText(message: SeenMessage): string {
  const known = texts.get(message);
  if (known !== undefined) return known;
  const { id, seq, position, authorId, clientId, text, editedAt, deletedAt, reactions, pinnedAt } = message;
  const reacted = reactions.map(({ emoji, count, userIds }) => [emoji, count, userIds]);
  const made = JSON.stringify([id, seq, position, authorId, clientId, text, editedAt, deletedAt, reacted, pinnedAt]);
  texts.set(message, made);
  return made;
}

/** The same of a seat. */
export const memberText = ({ userId, position, leftAt }: SeenMember): string =>
  JSON.stringify([userId, position, leftAt]);

/** A version of a message in few words, for a violation. */
export const shown = ({ id, seq, position, text, deletedAt }: SeenMessage): string => {
  const canary = text.split(' ', 1)[0] ?? '';
  return `message ${id} (seq ${seq}, position ${position}, ${deletedAt ? 'deleted' : canary})`;
};
