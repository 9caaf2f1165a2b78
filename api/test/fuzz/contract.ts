import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/** As much of JSON Schema as the two documents use. */
export interface JsonSchema {
  $ref?: string;
  type?: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array' | 'null';
  enum?: unknown[];
  anyOf?: JsonSchema[];
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  'x-parley-id'?: string;
}

/** One parameter of an operation. */
export interface Parameter {
  name: string;
  in: 'path' | 'query';
  required?: boolean;
  schema: JsonSchema;
}

/** One REST operation, as the OpenAPI document tells it. */
export interface RestOperation {
  id: string;
  method: string;
  path: string;
  parameters: Parameter[];
  body: JsonSchema | undefined;
  bodyIsRequired: boolean;
  /** The field of the file that it takes instead of JSON. */
  fileField: string | undefined;
  /** The ways of being allowed, each the security schemes that go together; none = open to all. */
  security: string[][];
}

/** One socket command, as the AsyncAPI document tells it. */
export interface SocketCommand {
  name: string;
  payload: JsonSchema;
}

interface OpenApi {
  paths: Record<string, Record<string, OpenApiOperation>>;
  components: { schemas: Record<string, JsonSchema> };
}
interface OpenApiOperation {
  operationId: string;
  parameters: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, { schema: JsonSchema }> };
  security?: Record<string, unknown>[];
}
interface AsyncApi {
  operations: Record<string, { action: string; messages: { $ref: string }[] }>;
  components: { messages: Record<string, { name: string; payload: JsonSchema }>; schemas: Record<string, JsonSchema> };
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8'));
const openApi = read('openapi.json') as OpenApi;
const asyncApi = read('asyncapi.json') as AsyncApi;

/** Every operation of docs/openapi.json. */
export const operations: readonly RestOperation[] = Object.entries(openApi.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId, parameters, requestBody, security = [] }]) => ({
    id: operationId,
    method: method.toUpperCase(),
    path,
    parameters,
    body: requestBody?.content['application/json']?.schema,
    fileField: Object.keys(requestBody?.content['multipart/form-data']?.schema.properties ?? {})[0],
    bodyIsRequired: requestBody?.required ?? false,
    security: security.map((way) => Object.keys(way)),
  })),
);

/** Every command of docs/asyncapi.json: what the server receives. */
export const socketCommands: readonly SocketCommand[] = Object.values(asyncApi.operations)
  .filter(({ action }) => action === 'receive')
  .map(({ messages: [message] }) => {
    const found = asyncApi.components.messages[message?.$ref.split('/').at(-1) ?? ''];
    if (!found) throw new Error(`no message ${message?.$ref}`);
    return { name: found.name, payload: found.payload };
  });

const schemas: Record<string, JsonSchema> = { ...openApi.components.schemas, ...asyncApi.components.schemas };

/** Follows a `$ref`. */
export function resolve(schema: JsonSchema): JsonSchema {
  if (schema.$ref === undefined) return schema;
  const target = schemas[schema.$ref.split('/').at(-1) ?? ''];
  if (!target) throw new Error(`no schema ${schema.$ref}`);
  return resolve(target);
}

const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ $id: 'contract', components: { schemas } });
const validators = new Map<JsonSchema, ValidateFunction>();

/** Whether the contract's schema lets `value` pass. Rules that no schema can tell are not in it. */
export function isValid(schema: JsonSchema, value: unknown): boolean {
  const known = validators.get(schema);
  if (known) return known(value);
  const own = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"contract#/')) as object;
  const made = ajv.compile(own);
  validators.set(schema, made);
  return made(value);
}
