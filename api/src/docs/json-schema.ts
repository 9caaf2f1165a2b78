import { z } from 'zod';

/** A schema for a document: shapes with an id stand once, under the document's `components.schemas`. */
export interface DocumentSchema {
  schema: Record<string, unknown>;
  components: Record<string, unknown>;
}

/** zod gives every integer these bounds, which say nothing. */
const isTrivialBound = (bound: unknown): boolean => Math.abs(Number(bound)) === Number.MAX_SAFE_INTEGER;

/** Some shapes stand in every operation. */
const converted = { input: new WeakMap<z.ZodType, DocumentSchema>(), output: new WeakMap<z.ZodType, DocumentSchema>() };

/**
 * JSON Schema (2020-12) of a zod schema.
 * @param io what a client sends, where defaults may be left out, or what the server answers
 */
export function toDocumentSchema(schema: z.ZodType, io: 'input' | 'output'): DocumentSchema {
  const known = converted[io].get(schema);
  if (known) return structuredClone(known);
  const made = convert(schema, io);
  converted[io].set(schema, made);
  return structuredClone(made);
}

function convert(schema: z.ZodType, io: 'input' | 'output'): DocumentSchema {
  const {
    $schema: _,
    $defs = {},
    ...own
  } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (isTrivialBound(jsonSchema.minimum)) delete jsonSchema.minimum;
      if (isTrivialBound(jsonSchema.maximum)) delete jsonSchema.maximum;
    },
  });
  const { id, ...body } = own;
  const components = Object.entries(id === undefined ? $defs : { ...$defs, [id]: body });
  return {
    schema: id === undefined ? relink(body) : { $ref: `#/components/schemas/${id}` },
    components: Object.fromEntries(components.map(([name, { id: _id, ...shape }]) => [name, relink(shape)])),
  };
}

function relink(shape: object): Record<string, unknown> {
  const text = JSON.stringify(shape).replaceAll('"#/$defs/', '"#/components/schemas/');
  return JSON.parse(text) as Record<string, unknown>;
}
