import type { CreateRoom } from '@parley/sdk';
import { cleanText, codePoints } from './composer-rules.js';

/** Longest name of a room in code points. */
export const MAX_ROOM_NAME_LENGTH = 80;
/** Longest text about a room in code points. */
export const MAX_TOPIC_LENGTH = 500;

/** Addresses that name something else. */
const reserved = ['lobby', 'page', 'direct', 'by-slug'];

/** A form for a new room, as it was filled in. */
export interface NewRoomForm {
  readonly type: CreateRoom['type'];
  readonly name: string;
  readonly topic: string;
  readonly slug: string;
}

/** What is wrong with a field; `taken` and `refused` only the server knows. */
export type FieldProblem = 'missing' | 'too_long' | 'wrong' | 'reserved' | 'taken' | 'refused';

/** A field of the form that something can be wrong with. */
export type NewRoomField = 'name' | 'topic' | 'slug';

/** What is wrong, by field. */
export type NewRoomProblems = Readonly<Partial<Record<NewRoomField, FieldProblem>>>;

/** A name as the server keeps it: blanks and breaks within are one blank. */
const cleanLine = (typed: string): string => cleanText(typed).replace(/\s+/gu, ' ').trim();

/** What the server is asked for. An address is for public rooms; what was left empty is left out. */
export function toNewRoom({ type, name, topic, slug }: NewRoomForm): CreateRoom {
  const about = cleanText(topic).trim();
  const address = slug.trim().toLowerCase();
  return {
    type,
    name: cleanLine(name),
    ...(about === '' ? {} : { topic: about }),
    ...(type === 'private' || address === '' ? {} : { slug: address }),
  };
}

/** Looks at the fields before anything is sent; empty when the form can go out. */
export function checkNewRoom(form: NewRoomForm): NewRoomProblems {
  const { name, topic, slug } = toNewRoom(form);
  const problems: Partial<Record<NewRoomField, FieldProblem>> = {};
  if (name === '') problems.name = 'missing';
  else if (codePoints(name) > MAX_ROOM_NAME_LENGTH) problems.name = 'too_long';
  if (codePoints(topic ?? '') > MAX_TOPIC_LENGTH) problems.topic = 'too_long';
  if (slug !== undefined && !/^[a-z0-9-]{1,64}$/.test(slug)) problems.slug = 'wrong';
  else if (slug !== undefined && reserved.includes(slug)) problems.slug = 'reserved';
  return problems;
}

/** What of an error of the server is about which field; empty when it is about none. */
export function refusedFields(error: {
  readonly code: string;
  readonly errors?: readonly { readonly path: string }[] | undefined;
}): NewRoomProblems {
  if (error.code === 'slug_taken') return { slug: 'taken' };
  const fields = (error.errors ?? []).map(({ path }) => path.split('/')[1]);
  return Object.fromEntries(
    (['name', 'topic', 'slug'] as const)
      .filter((field) => fields.includes(field))
      .map((field) => [field, field === 'slug' ? 'wrong' : 'refused']),
  );
}
