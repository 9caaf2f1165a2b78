import type { Reaction } from './message.schema.js';

/** Different emoji on one message, at most. */
export const reactionsPerMessage = 20;
/** Users of one emoji who are listed: those who reacted first. */
export const listedReactors = 50;

/** Reactions with one more, of a user who has not reacted so; a new emoji comes last. */
export function withReaction(reactions: readonly Reaction[], emoji: string, userId: string): Reaction[] {
  if (!reactions.some((reaction) => reaction.emoji === emoji)) {
    return [...reactions, { emoji, count: 1, userIds: [userId] }];
  }
  return reactions.map((reaction) => {
    if (reaction.emoji !== emoji) return reaction;
    const userIds = reaction.userIds.length < listedReactors ? [...reaction.userIds, userId] : reaction.userIds;
    return { emoji, count: reaction.count + 1, userIds };
  });
}

/**
 * Reactions without one, of a user who has reacted so.
 * @param next who is listed in their place, as the last; null = nobody
 */
export function withoutReaction(
  reactions: readonly Reaction[],
  emoji: string,
  userId: string,
  next: string | null,
): Reaction[] {
  return reactions.flatMap((reaction) => {
    if (reaction.emoji !== emoji) return [reaction];
    const userIds = reaction.userIds.filter((id) => id !== userId);
    if (next !== null && !userIds.includes(next)) userIds.push(next);
    return reaction.count > 1 ? [{ emoji, count: reaction.count - 1, userIds }] : [];
  });
}

/** Whether somebody who is not listed moves up when this user takes the reaction back. */
export function isFollowed(reactions: readonly Reaction[], emoji: string, userId: string): boolean {
  const reaction = reactions.find((one) => one.emoji === emoji);
  return reaction !== undefined && reaction.count > reaction.userIds.length && reaction.userIds.includes(userId);
}
