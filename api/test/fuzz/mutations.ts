import { type JsonSchema, isValid, resolve } from './contract.js';

/** A valid value with one thing wrong, or odd, about it. */
export interface Mutation {
  /** What was done, and where: `/text: null`. */
  what: string;
  value: unknown;
  /** Whether the contract forbids it; false = it may be taken, or name nothing. */
  isInvalid: boolean;
}

type Path = readonly (string | number)[];

/** A change of one place of a value. `undefined` takes the field away. */
interface Change {
  what: string;
  to: unknown;
  /** Whether it is wrong although its JSON Schema takes it. */
  isWrong?: boolean;
}

const huge = 'x'.repeat(20_000);

/** Texts that no database and no client can hold. */
function brokenTexts(text: string, isWrong: boolean): Change[] {
  return [
    { what: 'U+0000', to: `${text}\0`, isWrong },
    { what: 'a lone high surrogate', to: `${text.slice(0, 2)}\ud800`, isWrong },
    { what: 'a lone low surrogate', to: `\udfff${text.slice(0, 2)}`, isWrong },
  ];
}

/** Texts that look like something to whoever does not take them as they are. */
const trickyTexts: readonly Change[] = [
  '\u202egnp.exe',
  'İıſK',
  'a\u0300'.repeat(30),
  '\u200b',
  '\ufeff',
  '\r\nSet-Cookie: a=b',
  `'; DROP TABLE messages; --`,
  '<img src=x onerror=alert(1)>',
  '${7*7}{{7*7}}',
  '../../etc/passwd',
  '%00%0a',
  '__proto__',
].map((to) => ({ what: `the text ${JSON.stringify(to)}`, to }));

function changesOfString(schema: JsonSchema, value: string): Change[] {
  const { minLength, maxLength, 'x-parley-id': kind } = schema;
  const changes = [...trickyTexts, ...brokenTexts(value, kind === undefined)];
  if (minLength) changes.push({ what: 'one too short', to: 'x'.repeat(minLength - 1) });
  if (maxLength !== undefined) {
    changes.push({ what: 'one too long', to: 'x'.repeat(maxLength + 1) });
    changes.push({ what: 'one too long, in emoji', to: '🙂'.repeat(maxLength + 1) });
    changes.push({ what: 'far too long', to: 'x'.repeat(Math.min(maxLength * 100, 200_000)) });
    changes.push({ what: 'as long as may be', to: 'x'.repeat(maxLength) });
  }
  if (schema.pattern !== undefined || kind !== undefined) {
    changes.push(...['', ' ', `${value} `, `${value}\n`, huge].map((to) => ({ what: `the form ${to.slice(-5)}`, to })));
  }
  return changes;
}

function changesOfNumber({ minimum, maximum }: JsonSchema): Change[] {
  const changes: Change[] = [-1, 1.5, 2 ** 53, -(2 ** 63), 1e308, 2 ** 31].map((to) => ({ what: `${to}`, to }));
  if (minimum !== undefined) changes.push({ what: 'one below', to: minimum - 1 }, { what: 'the least', to: minimum });
  if (maximum !== undefined) changes.push({ what: 'one above', to: maximum + 1 }, { what: 'the most', to: maximum });
  return changes;
}

function changesOfArray({ maxItems = 1_000, minItems = 0 }: JsonSchema, value: unknown[]): Change[] {
  const filled = (length: number) => Array.from({ length }, (_, n) => value[n] ?? value[0] ?? `${n}`);
  const changes: Change[] = [
    { what: 'one item too many', to: filled(maxItems + 1) },
    { what: 'a hundred times too many', to: filled(Math.min(maxItems * 100, 5_000)) },
    { what: 'a null among the items', to: [...value, null] },
  ];
  if (minItems > 0) changes.push({ what: 'no items', to: [] });
  return changes;
}

function changesOfObject({ required = [] }: JsonSchema, value: Record<string, unknown>): Change[] {
  const extra = (key: string): Change => ({
    what: `an extra ${key}`,
    to: Object.defineProperty({ ...value }, key, { value: true, enumerable: true }),
  });
  const without = Object.keys(value).map((name) => {
    const { [name]: _, ...to } = value;
    return { what: `no ${name}`, to, isWrong: required.includes(name) };
  });
  return [...['isAdmin', 'tenantId', '__proto__', 'constructor', 'toString', ''].map(extra), ...without];
}

/** One value of each other type. */
const strangers: readonly unknown[] = [null, true, 7, 'text', '7', [], ['x'], {}, { a: { b: 1 } }];

function changesOf(schema: JsonSchema, value: unknown): Change[] {
  const kinds = (schema.anyOf ?? [schema]).map(resolve);
  const changes: Change[] = strangers.map((to) => ({ what: JSON.stringify(to), to }));
  for (const kind of kinds) {
    if (kind.enum) changes.push(...['', 'PUBLIC', 'other'].map((to) => ({ what: `not one of: ${to}`, to })));
    else if (kind.type === 'string' && typeof value === 'string') changes.push(...changesOfString(kind, value));
    else if (kind.type === 'integer' && typeof value === 'number') changes.push(...changesOfNumber(kind));
    else if (kind.type === 'array' && Array.isArray(value)) changes.push(...changesOfArray(kind, value));
    else if (kind.type === 'object' && typeof value === 'object' && value !== null) {
      changes.push(...changesOfObject(kind, value as Record<string, unknown>));
    }
  }
  return changes;
}

/** The schema at a field or an item, looked up in whichever option of the schema has it. */
function childOf(schema: JsonSchema, key: string | number): JsonSchema | undefined {
  for (const option of (schema.anyOf ?? [schema]).map(resolve)) {
    const child = typeof key === 'number' ? option.items : option.properties?.[key];
    if (child) return resolve(child);
  }
  return undefined;
}

interface Site {
  path: Path;
  schema: JsonSchema;
  value: unknown;
}

function sitesIn(schema: JsonSchema, value: unknown, path: Path): Site[] {
  const children = Array.isArray(value)
    ? value.map((item, n) => [n, item] as const)
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
      : [];
  const below = children.flatMap(([key, child]) => {
    const found = childOf(schema, key);
    return found ? sitesIn(found, child, [...path, key]) : [];
  });
  return [{ path, schema, value }, ...below];
}

function put(value: unknown, [key, ...rest]: Path, to: unknown): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value)) return value.map((item, n) => (n === key ? put(item, rest, to) : (item as unknown)));
  const fields = value as Record<string, unknown>;
  return { ...fields, [key]: put(fields[key], rest, to) };
}

/** Every change that this fuzz knows of one valid value, each alone. */
export function mutationsOf(schema: JsonSchema, value: unknown): (() => Mutation)[] {
  return sitesIn(resolve(schema), value, []).flatMap((site) =>
    changesOf(site.schema, site.value).map(({ what, to, isWrong = false }) => () => {
      const mutated = put(value, site.path, to);
      return {
        what: `/${site.path.join('/')}: ${what}`,
        value: mutated,
        isInvalid: isWrong || !isValid(schema, mutated),
      };
    }),
  );
}
