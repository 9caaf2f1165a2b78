/** One emoji, and what Unicode calls it. */
export interface NamedEmoji {
  readonly emoji: string;
  readonly name: string;
}

/** Emoji that belong together. */
export interface EmojiGroup {
  readonly name: string;
  readonly emojis: readonly NamedEmoji[];
}

/** Of each group those with a word that begins as each word of the query; no group without one. */
export function searchEmoji(groups: readonly EmojiGroup[], query: string): readonly EmojiGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return groups;
  const isMeant = ({ name }: NamedEmoji): boolean =>
    words.every((word) => ` ${name.toLowerCase()}`.includes(` ${word}`));
  return groups
    .map(({ name, emojis }) => ({ name, emojis: emojis.filter(isMeant) }))
    .filter(({ emojis }) => emojis.length > 0);
}
