/** A sentence in parts: what people typed, names and titles, stands apart from the words around it. */
export type Sentence = readonly unknown[];

/**
 * What a room tells of itself. `who` did it; null = no user did, or they are not known. Names and titles are given as they are
 * shown.
 */
export const systemStrings = {
  you: 'You',
  someone: 'Someone',
  renamed: (who: unknown, name: unknown): Sentence =>
    who === null ? ['The room was renamed to “', name, '”'] : [who, ' renamed the room to “', name, '”'],
  topic: (who: unknown, topic: unknown): Sentence =>
    who === null ? ['The topic was changed to “', topic, '”'] : [who, ' changed the topic to “', topic, '”'],
  noTopic: (who: unknown): Sentence => (who === null ? ['The topic was removed'] : [who, ' removed the topic']),
  picture: (who: unknown): Sentence =>
    who === null ? ['The picture of the room was changed'] : [who, ' changed the picture of the room'],
  noPicture: (who: unknown): Sentence =>
    who === null ? ['The picture of the room was removed'] : [who, ' removed the picture of the room'],
  roles: { owner: 'an owner', moderator: 'a moderator', member: 'a member' },
  /** Somebody gave somebody else another role; `you` is the reader. */
  role: (who: unknown, whom: unknown, role: string): Sentence => [who, ' made ', whom ?? 'you', ` ${role}`],
  /** Somebody has another role, by themselves or by nobody. */
  roleNow: (whom: unknown, role: string): Sentence =>
    whom === null ? [`You are ${role} now`] : [whom, ` is ${role} now`],
  /** Of what came into the world after these words. */
  other: ['The room was changed'] as Sentence,
} as const;
