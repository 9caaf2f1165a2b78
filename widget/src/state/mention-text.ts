import type { User } from '@parley/sdk';

/** Who can be named in a text. */
export type Named = Pick<User, 'id' | 'username' | 'displayName'>;

/** What is being typed of a name: where it begins in the text, with its @, and what is there of it. */
export interface Wish {
  readonly from: number;
  readonly query: string;
}

/** Longer ones are no name. */
const longestQuery = 32;

/** The name that is being typed before the caret; null when none is. */
export function wishAt(text: string, caret: number): Wish | null {
  const [, query] = /(?:^|[^\p{L}\p{N}_])@([\p{L}\p{N}._-]*)$/u.exec(text.slice(0, caret)) ?? [];
  if (query === undefined || query.length > longestQuery) return null;
  return { from: caret - query.length - 1, query };
}

/** Who is named where all members of a room are: by `@room`, which no username can be. */
export const everybodyIn = (roomId: string, displayName: string): User => ({
  id: roomId,
  kind: 'guest',
  username: 'room',
  displayName,
  avatarUrl: null,
});

/** How somebody is named in a text: by what they keep, where they have it. */
export const nameIn = ({ username, displayName }: Named): string => `@${username ?? displayName}`;

/** Finds names with their @, and what stands before each; longer names first, as one may begin with another. */
function patternOf(people: readonly Named[]): RegExp {
  const names = people
    .map((one) => nameIn(one))
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`));
  return new RegExp(`(^|[^\\p{L}\\p{N}_])(${names.join('|')})(?![._-]*[\\p{L}\\p{N}_])`, 'giu');
}

/** Ids of those of these people whom a text names, each once. */
export function namedIn(text: string, people: readonly Named[]): string[] {
  if (people.length === 0 || !text.includes('@')) return [];
  const named = new Set(Array.from(text.matchAll(patternOf(people)), ([, , name]) => name?.toLowerCase()));
  return people.filter((one) => named.has(nameIn(one).toLowerCase())).map(({ id }) => id);
}

/** A text in pieces: as it was typed, or somebody who is named there. */
export function splitNames<Person extends Named>(text: string, people: readonly Person[]): (string | Person)[] {
  if (people.length === 0) return [text];
  const byName = new Map(people.map((one) => [nameIn(one).toLowerCase(), one]));
  const pieces: (string | Person)[] = [];
  let from = 0;
  for (const { index, 1: before = '', 2: name = '' } of text.matchAll(patternOf(people))) {
    const at = index + before.length;
    const person = byName.get(name.toLowerCase());
    if (!person) continue;
    if (at > from) pieces.push(text.slice(from, at));
    pieces.push(person);
    from = at + name.length;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}
