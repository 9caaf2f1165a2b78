/** Words of the choice of an emoji. */
export const emojiStrings = {
  label: 'Choose an emoji',
  search: 'Search emoji',
  none: (query: string) => `No emoji is called “${query}”.`,
  found: (count: number) => (count === 1 ? '1 emoji' : `${count} emoji`),
} as const;
