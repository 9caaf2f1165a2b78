import { messageStrings as words } from '../i18n/message-strings.js';

/** So many are named; of the others it is said how many they are. */
const maxNamed = 10;

/** "👍 14: you, Ana and 12 more": who reacted so, oneself first. */
export function reactorWords(
  emoji: string,
  {
    count,
    userIds,
    myId,
    nameOf,
  }: { count: number; userIds: readonly string[]; myId: string | null; nameOf: (id: string) => string | undefined },
): string {
  const mine = myId !== null && userIds.includes(myId) ? [words.you] : [];
  const others = userIds.flatMap((id) => (id === myId ? [] : (nameOf(id) ?? [])));
  const names = [...mine, ...others].slice(0, maxNamed);
  const reaction = `${emoji} ${count}`;
  if (names.length === 0) return reaction;
  const named = names.join(', ');
  return words.reactedBy(reaction, count > names.length ? words.andOthers(named, count - names.length) : named);
}
