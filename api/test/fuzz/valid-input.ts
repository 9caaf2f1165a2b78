import fc from 'fast-check';
import { type JsonSchema, resolve } from './contract.js';

/** Arbitraries for what a schema cannot tell, by the name of the field or parameter. */
export type Fields = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** Ids that name something, by kind. */
export type Ids = Readonly<Record<string, readonly string[]>>;

/** One code point that can be seen, in many scripts and widths. */
const seen = fc.constantFrom(...'aZ09.,-_\'"<>&%$\\/漢éßאب🙂Ω'.split(/(?:)/u));
/** What may stand inside: blanks, marks that combine, a family held together by joiners. */
const inside = fc.oneof({ weight: 6, arbitrary: seen }, fc.constantFrom(' ', 'e\u0301', '\u00a0', '👨‍👩‍👧'));

const codePoints = (text: string): number => [...text].length;

/** Trimmed text of `min` to `max` code points that can be seen; now and then exactly `max` of them. */
function visibleText(min: number, max: number): fc.Arbitrary<string> {
  const longest = Math.min(max, 200);
  const some = fc
    .tuple(seen, fc.array(inside, { maxLength: longest }), seen)
    .map(([first, middle, last]) => first + middle.join('') + last)
    .map((text) => (codePoints(text) <= max ? text : 'x'.repeat(max)))
    .map((text) => (codePoints(text) >= min ? text : text.padEnd(min, 'x')));
  const full = fc.constant('x'.repeat(max));
  const shortest = fc.constant('x'.repeat(min));
  return fc.oneof({ weight: 8, arbitrary: some }, full, shortest);
}

function stringOf({ pattern, format, minLength = 0, maxLength = 64 }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'email') {
    return fc.stringMatching(/^[a-z0-9]{3,20}$/).map((name) => `${name}@example.com`);
  }
  // Every time that people give is the end of something, and lies ahead.
  if (format === 'date-time') {
    const [min, max] = [new Date('2100-01-01'), new Date('2200-01-01')];
    return fc.date({ min, max, noInvalidDate: true }).map((date) => date.toISOString());
  }
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern), { size: 'max' });
  return visibleText(minLength, maxLength);
}

/**
 * Values that a schema takes.
 * @param ids an id is one of these, of its kind; a field whose kind has none is left out
 */
export function validInput(schema: JsonSchema, ids: Ids, fields: Fields): fc.Arbitrary<unknown> {
  const { 'x-parley-id': kind, anyOf, ...shape } = resolve(schema);
  if (kind !== undefined) return fc.constantFrom(...(ids[kind] ?? []));
  if (anyOf) return fc.oneof(...anyOf.map((option) => validInput(option, ids, fields)));
  if (shape.enum) return fc.constantFrom(...shape.enum);
  switch (shape.type) {
    case 'string':
      return stringOf(shape);
    case 'integer':
    case 'number':
      return fc.integer({ min: shape.minimum ?? -1_000, max: shape.maximum ?? 1_000 });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return arrayOf(shape, ids, fields);
    case 'object':
      return objectOf(shape, ids, fields);
    case undefined:
      throw new Error(`a schema without a type: ${JSON.stringify(schema)}`);
  }
}

function hasNoValue(schema: JsonSchema, ids: Ids): boolean {
  const { 'x-parley-id': kind } = resolve(schema);
  return kind !== undefined && (ids[kind] ?? []).length === 0;
}

function arrayOf({ items = {}, minItems = 0, maxItems = 10 }: JsonSchema, ids: Ids, fields: Fields) {
  if (hasNoValue(items, ids)) return fc.constant([]);
  return fc.uniqueArray(validInput(items, ids, fields), {
    minLength: minItems,
    maxLength: Math.min(maxItems, 4),
    // A room is named once in a list of rooms.
    selector: (item) => (item as { roomId?: unknown } | null)?.roomId ?? JSON.stringify(item),
  });
}

function objectOf({ properties = {}, required = [] }: JsonSchema, ids: Ids, fields: Fields) {
  const entries = Object.entries(properties).filter(([, schema]) => !hasNoValue(schema, ids));
  const record = Object.fromEntries(
    entries.map(([name, schema]) => [name, fields[name] ?? validInput(schema, ids, fields)]),
  );
  return fc.record(record, { requiredKeys: required, noNullPrototype: true });
}
