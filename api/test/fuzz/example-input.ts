import { type JsonSchema, resolve } from './contract.js';

/** Where an id stands in an input, and what it names. */
export interface IdPlace {
  kind: string;
  /** `body /rooms/0/roomId`, `path roomId`, `query anchorId`. */
  at: string;
}

/** Chooses the id of one place; `undefined` leaves the field out. */
export type ChooseId = (place: IdPlace) => string | undefined;

/** Values of fields that are no ids, by name. */
export type Samples = Readonly<Record<string, unknown>>;

/** Whether an id stands in it, however deep. */
function namesSomething(schema: JsonSchema): boolean {
  const { 'x-parley-id': kind, anyOf = [], items, properties = {} } = resolve(schema);
  return kind !== undefined || [...anyOf, ...(items ? [items] : []), ...Object.values(properties)].some(namesSomething);
}

/** One id, where it can stand alone: a sample, or the least that its schema takes. */
function sampleOf({ type, minimum }: JsonSchema): unknown {
  if (type === 'integer') return minimum ?? 0;
  if (type === 'string') return 'sample';
  if (type === 'boolean') return false;
  throw new Error(`no sample of ${type}`);
}

/**
 * One input of a schema: what must be there, every field that names something, and every field that has a sample.
 * @param at the place of the input itself, such as `body `
 */
export function exampleInput(schema: JsonSchema, choose: ChooseId, samples: Samples, at: string): unknown {
  const { 'x-parley-id': kind, anyOf, type, items, properties = {}, required = [], ...rest } = resolve(schema);
  if (kind !== undefined) return choose({ kind, at });
  // What may be null is given as what it is else.
  if (anyOf?.[0]) return exampleInput(anyOf[0], choose, samples, at);
  if (type === 'array' && items) {
    const item = exampleInput(items, choose, samples, `${at}/0`);
    return item === undefined ? [] : [item];
  }
  if (type !== 'object') return sampleOf({ ...rest, ...(type ? { type } : {}) });
  // A position goes with an epoch; one that stands alone is a message's, which changes with each call.
  const isSampled = (name: string) => name in samples && (name !== 'position' || 'epoch' in properties);
  const wanted = Object.entries(properties).filter(
    ([name, field]) => required.includes(name) || isSampled(name) || namesSomething(field),
  );
  const filled = wanted.map(([name, field]) => [
    name,
    name in samples ? samples[name] : exampleInput(field, choose, samples, `${at}/${name}`),
  ]);
  return Object.fromEntries(filled.filter(([, value]) => value !== undefined)) as unknown;
}

/** Every place of a schema where an id can stand. */
export function idPlaces(schema: JsonSchema, at: string): IdPlace[] {
  const places: IdPlace[] = [];
  exampleInput(
    schema,
    (place) => {
      places.push(place);
      return 'x';
    },
    {},
    at,
  );
  return places;
}
