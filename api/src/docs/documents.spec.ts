import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { idMark } from '../common/schema/id.js';
import { commands, events } from '../delivery/socket-contract.js';
import { asyncApiDocument } from './asyncapi-document.js';
import { errorsDocument } from './errors-document.js';

interface Schema {
  items?: Schema;
  [keyword: string]: unknown;
}
interface Operation {
  parameters: { name?: string; in: string; schema?: Schema }[];
  operationId?: string;
  summary?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: { $ref?: string } }> }>;
}

const read = (name: string): string => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
const openApi = JSON.parse(read('openapi.json')) as {
  paths: Record<string, Record<string, Operation>>;
  components: { securitySchemes: Record<string, unknown> };
};
const operations = Object.entries(openApi.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
);

/** Names that end in `Id` and name nothing that was made here: the sender's own, or for the log. */
const noIds = ['clientId', 'externalId', 'requestId'];
/** What is only asked about, and never refused: those of others are answered as unknown ones, which `guest-merge.e2e` tries. */
const askedAbout = ['mergedGuestId'];

/** Every field and parameter that is named like an id, with its schema. */
function idsIn(node: unknown, at: string): (readonly [string, Schema])[] {
  if (typeof node !== 'object' || node === null) return [];
  const { name, schema } = node as { name?: unknown; schema?: Schema };
  const parameter = typeof name === 'string' && schema ? { [name]: schema } : {};
  const properties = (node as { properties?: Record<string, Schema> }).properties ?? {};
  const own = Object.entries({ ...parameter, ...properties })
    .filter(([key]) => /Ids?$/.test(key) && ![...noIds, ...askedAbout].includes(key))
    .map(([key, value]) => [`${at}/${key}`, value] as const);
  return [...own, ...Object.entries(node).flatMap(([key, child]) => idsIn(child, `${at}/${key}`))];
}

describe('ids', () => {
  const found = [...idsIn(openApi, 'openapi'), ...idsIn(asyncApiDocument(), 'asyncapi')];

  it('are found in both documents', () => {
    expect(found.length).toBeGreaterThan(20);
    expect(idsIn({ properties: { fooId: { type: 'string' } } }, 'x')).toEqual([['x/fooId', { type: 'string' }]]);
  });

  it.each(found)('%s says what it names, so that it is tried with those of others', (_at, schema) => {
    expect((schema.items ?? schema)[idMark]).toEqual(expect.any(String));
  });
});

describe('the OpenAPI document', () => {
  it.each(operations)(
    'says of %s what it is, what it takes, what it answers and how it refuses',
    (_name, operation) => {
      expect(operation).toMatchObject({
        operationId: expect.any(String),
        summary: expect.any(String),
        tags: [expect.any(String)],
      });
      const statuses = Object.keys(operation.responses).map(Number);
      expect(statuses.filter((status) => status < 300)).not.toEqual([]);
      expect(statuses).toEqual(expect.arrayContaining([400, 413, 415, 429, 500, 503]));
      for (const [status, { content }] of Object.entries(operation.responses)) {
        if (['204', '202'].includes(status)) continue;
        // What is no JSON has no schema of ours.
        const schema = content?.['text/plain'] ? { type: 'string' } : { $ref: expect.any(String) };
        expect(Object.values(content ?? {})).toEqual([{ schema: expect.objectContaining(schema) }]);
      }
    },
  );

  it.each(operations)('names every parameter of %s, and says what it may be', (_name, { parameters }) => {
    for (const parameter of parameters) {
      expect(parameter).toMatchObject({ name: expect.any(String), schema: { type: expect.any(String) } });
    }
  });

  it('gives every operation an id of its own', () => {
    const ids = operations.map(([, operation]) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('names a credential for every operation but the health checks, and describes each it names', () => {
    const open = operations.filter(([, { security }]) => !security).map(([name]) => name);
    expect(open).toEqual(['GET /health/live', 'GET /health/ready']);
    const named = new Set(operations.flatMap(([, { security = [] }]) => security.flatMap((way) => Object.keys(way))));
    expect([...named].sort()).toEqual(Object.keys(openApi.components.securitySchemes).sort());
  });
});

describe('the AsyncAPI document', () => {
  it('is the one that is committed', () => {
    expect(asyncApiDocument()).toEqual(JSON.parse(read('asyncapi.json')));
  });

  it('names every command and every event', () => {
    const { components } = asyncApiDocument() as { components: { messages: Record<string, { name: string }> } };
    const names = Object.values(components.messages).map((message) => message.name);
    expect(names).toEqual(expect.arrayContaining([...Object.keys(commands), ...Object.keys(events)]));
  });
});

describe('the table of errors', () => {
  it('is the one that is committed', () => expect(errorsDocument()).toBe(read('errors.md')));
});
