import fc from 'fast-check';
import type { JsonSchema, Parameter, RestOperation } from './contract.js';
import { mutationsOf } from './mutations.js';
import { invalidUploads, type RawBody, validUploads } from './upload.js';
import { type Fields, type Ids, validInput } from './valid-input.js';

/** One request as it goes out. */
export interface RestRequest {
  /** The security schemes of one way of being allowed. */
  credential: readonly string[];
  /** Values of the path's placeholders, encoded. */
  path: Readonly<Record<string, string>>;
  /** Encoded names and values. */
  query: readonly (readonly [string, string])[];
  headers: Readonly<Record<string, string>>;
  /** A string and bytes are sent as they are, anything else as JSON; `undefined` = no body. */
  body: unknown;
  /** Blanks sent behind the body, to make it this large in bytes. */
  padTo?: number;
}

/** A valid request with one thing wrong, or odd, about it. */
export interface MutatedRequest {
  /** What was done. */
  what: string;
  request: RestRequest;
  /** Whether it must be refused. */
  isInvalid: boolean;
}

/** How one operation is fuzzed where its schemas do not say enough. */
export interface Plan {
  ids: Ids;
  fields: Fields;
  /** Makes a generated query or body keep the rules that stand between fields. */
  settle?: (values: Record<string, unknown>) => Record<string, unknown>;
}

const encode = encodeURIComponent;

/** Requests that the contract takes. */
export function validRequest(
  operation: RestOperation,
  { ids, fields, settle = (v) => v }: Plan,
): fc.Arbitrary<RestRequest> {
  const named = (place: Parameter['in']) => operation.parameters.filter((parameter) => parameter.in === place);
  const recordOf = (parameters: Parameter[]) =>
    fc.record(
      Object.fromEntries(parameters.map(({ name, schema }) => [name, fields[name] ?? validInput(schema, ids, fields)])),
      { requiredKeys: parameters.filter(({ required }) => required).map(({ name }) => name), noNullPrototype: true },
    ) as fc.Arbitrary<Record<string, unknown>>;
  const request = fc.record<RestRequest>({
    credential: fc.constantFrom(...(operation.security.length > 0 ? operation.security : [[]])),
    path: recordOf(named('path')).map((values) =>
      Object.fromEntries(Object.entries(values).map(([name, value]) => [name, encode(String(value))])),
    ),
    query: recordOf(named('query'))
      .map(settle)
      .map((values) => Object.entries(values).map(([name, value]) => [name, encode(String(value))] as const)),
    headers: fc.constant({}),
    body: operation.body
      ? validInput(operation.body, ids, fields).map((body) => settle(body as Record<string, unknown>))
      : fc.constant(undefined),
  });
  const { fileField } = operation;
  if (fileField === undefined) return request;
  const uploads = validUploads(fileField).map(toUpload);
  return fc.tuple(request, fc.constantFrom(...uploads)).map(([sent, upload]) => ({ ...sent, ...upload }));
}

/** A body that is no JSON, with the header that says so. */
const toUpload = ({ type, bytes }: RawBody): Pick<RestRequest, 'headers' | 'body'> => ({
  headers: { 'Content-Type': type },
  body: bytes,
});

type Mutate = () => MutatedRequest;

/** Requests of `valid` with one mutation each. */
export function mutatedRequest(operation: RestOperation, valid: fc.Arbitrary<RestRequest>) {
  return fc.tuple(valid, fc.nat()).map(([request, choice]): MutatedRequest => {
    const places = [
      pathMutations(operation, request),
      queryMutations(operation, request),
      headerMutations(operation, request),
      bodyMutations(operation, request),
    ].filter((mutations) => mutations.length > 0);
    // Every place as often as any other, whatever the number of its mutations: bodies have hundreds.
    const mutations = places[choice % places.length] ?? [];
    const mutate = mutations[Math.floor(choice / places.length) % mutations.length];
    if (!mutate) throw new Error(`${operation.id} has nothing to mutate`);
    return mutate();
  });
}

/** 🙂 in a path. */
const smile = '%F0%9F%99%82';

const malformed = ['x', 'x'.repeat(300), '%00', '..%2f..%2f', 'null', smile, '%E2%80%AE', "'--", '0', '{roomId}'];

function pathMutations({ parameters }: RestOperation, request: RestRequest): Mutate[] {
  return parameters
    .filter((parameter) => parameter.in === 'path')
    .flatMap(({ name }) =>
      [...malformed, request.path[name]?.toUpperCase() ?? '', `${request.path[name]}%20`].map((to) => () => ({
        what: `path ${name}: ${to}`,
        request: { ...request, path: { ...request.path, [name]: to } },
        // Whatever the form, nothing is called so; but a tenant may call its users as it likes, and people react with a smile.
        isInvalid: name !== 'externalId' && !(name === 'emoji' && to === smile) && request.path[name] !== to,
      })),
    );
}

function queryMutations({ parameters }: RestOperation, request: RestRequest): Mutate[] {
  const others = (name: string) => request.query.filter(([key]) => key !== name);
  const change = (what: string, query: RestRequest['query'], isInvalid: boolean): Mutate => {
    return () => ({ what: `query ${what}`, request: { ...request, query }, isInvalid });
  };
  const unknown = [
    change('an unknown one', [...request.query, ['zzz', '1']], true),
    change('__proto__', [...request.query, ['__proto__', '1']], true),
  ];
  const known = parameters
    .filter((parameter) => parameter.in === 'query')
    .flatMap(({ name, required, schema }) => [
      ...queryValues(schema).map(([value, isInvalid]) =>
        change(`${name}=${value.slice(0, 40)}`, [...others(name), [name, value]], isInvalid),
      ),
      change(`${name} twice`, [...others(name), [name, '1'], [name, '2']], true),
      change(`${name} as an object`, [...others(name), [`${name}[$gt]`, '1']], true),
      change(`no ${name}`, others(name), required ?? false),
    ]);
  return [...unknown, ...known];
}

/** Encoded values of a query parameter, and whether each is wrong. */
function queryValues({ type, minimum, maximum, maxLength = 1_000, 'x-parley-id': kind }: JsonSchema) {
  const values: [string, boolean][] = [];
  if (type === 'integer') {
    values.push(
      ...['', 'x', '1.5', '1e3', 'NaN', '0x1', '-1', '+1', '%201', '1'.repeat(40)].map((text): [string, boolean] => [
        text,
        true,
      ]),
    );
    if (minimum !== undefined) values.push([`${minimum - 1}`, true], [`${minimum}`, false]);
    if (maximum !== undefined) values.push([`${maximum + 1}`, true], [`${maximum}`, false]);
    values.push(['9007199254740993', true]);
    return values;
  }
  values.push(['x'.repeat(maxLength + 1), true], ['x'.repeat(maxLength), false], ['', false]);
  values.push(['%00', false], ['%ED%A0%80', false], ['%E2%80%AE%F0%9F%99%82', false], ['%25_%5C%27', false]);
  return kind === undefined ? values : [...values, ['null', false] as [string, boolean]];
}

function headerMutations({ security }: RestOperation, request: RestRequest): Mutate[] {
  const change = (name: string, value: string, isInvalid: boolean): Mutate => {
    return () => ({
      what: `${name}: ${value.slice(0, 40)}`,
      request: { ...request, headers: { ...request.headers, [name]: value } },
      isInvalid,
    });
  };
  const isOpen = security.length === 0;
  const tokens = ['Bearer a.b.c', 'Bearer', 'Basic eDp5', `Bearer sk_${'x'.repeat(40)}`, `Bearer ${'x'.repeat(5_000)}`];
  return [
    // An operation that also takes the public key alone looks at the others first: a bad one is never overlooked.
    ...tokens.map((value) => change('Authorization', value, !isOpen && value !== 'Basic eDp5' && value !== 'Bearer')),
    change('X-Parley-Key', 'pk_nobody-has-this-key-0000', !isOpen && !request.credential.includes('operatorKey')),
    change('X-Parley-User', 'x', false),
    change('X-Parley-User', '01a1fdf1-0fd7-75c3-b479-545cdb8c6744', false),
    change('X-Forwarded-For', '203.0.113.7, ::1', false),
    change('Accept', 'text/html', false),
    change('Origin', 'null', false),
    change('If-None-Match', '*', false),
    change('X-Request-Id', 'x'.repeat(200), false),
  ];
}

function uploadMutations(field: string, request: RestRequest): Mutate[] {
  return invalidUploads(field).map(([what, upload]) => () => ({
    what: `body with ${what}`,
    request: { ...request, ...toUpload(upload) },
    isInvalid: true,
  }));
}

function bodyMutations({ body, bodyIsRequired, method, fileField }: RestOperation, request: RestRequest): Mutate[] {
  if (method === 'GET') return [];
  const change = (
    what: string,
    to: unknown,
    isInvalid: boolean,
    headers: Record<string, string> = {},
    padTo = 0,
  ): Mutate => {
    return () => ({ what: `body ${what}`, request: { ...request, body: to, headers, padTo }, isInvalid });
  };
  const text = JSON.stringify(fileField === undefined ? (request.body ?? {}) : {});
  const broken = [
    change('unfinished', '{"x":', true),
    change('of two values', `${text} ${text}`, true),
    change('nested deep', `{"x":${'['.repeat(5_000)}${']'.repeat(5_000)}}`, true),
    change('with __proto__', text.replace('{', '{"__proto__":{"x":1},'), true),
    change('of 300 KiB', text, true, {}, 300 * 1_024),
    change('as text', text, true, { 'Content-Type': 'text/plain' }),
    change('in UTF-16', text, true, { 'Content-Type': 'application/json; charset=utf-16le' }),
    change('said to be packed', text, true, { 'Content-Encoding': 'gzip' }),
    change('of an unknown field', { zzz: 1 }, true),
  ];
  const missing = change('missing', undefined, bodyIsRequired);
  if (fileField !== undefined) return [...uploadMutations(fileField, request), ...broken, missing];
  if (!body) return broken;
  const mutations = mutationsOf(body, request.body).map((make): Mutate => {
    return () => {
      const { what, value, isInvalid } = make();
      return { what: `body ${what}`, request: { ...request, body: JSON.stringify(value) }, isInvalid };
    };
  });
  return [...mutations, ...broken, missing];
}
