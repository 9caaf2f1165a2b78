import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

interface Operation {
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> } | undefined>;
}
interface Document {
  paths: Record<string, Record<string, Operation | undefined>>;
  components: { schemas: Record<string, object> };
}

const document = JSON.parse(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8')) as Document;
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema({ $id: 'contract', ...document });

const routes = Object.entries(document.paths)
  .map(([path, operations]) => ({
    path,
    operations,
    pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
    placeholders: path.split('{').length,
  }))
  // `/v1/rooms/by-slug/{slug}` comes before `/v1/rooms/{roomId}/{what}`.
  .sort((a, b) => a.placeholders - b.placeholders);

const validators = new Map<string, ValidateFunction>();

function validatorOf(pointer: string): ValidateFunction {
  const validator = validators.get(pointer) ?? ajv.compile({ $ref: `contract#${pointer}` });
  validators.set(pointer, validator);
  return validator;
}

const escape = (segment: string): string => encodeURIComponent(segment.replaceAll('~', '~0').replaceAll('/', '~1'));

/**
 * Holds an answer of the server against the contract: its status and its code are such as the operation names, and its
 * body matches the closed schema of that status. Routes that the contract does not know are left alone.
 * @throws Error that says what is not as promised
 */
export function checkAnswer(method: string, path: string, status: number, mediaType: string, body: unknown): void {
  const [pathname = ''] = path.split('?', 1);
  const route = routes.find(({ pattern }) => pattern.test(pathname));
  const operation = route?.operations[method.toLowerCase()];
  if (!route || !operation) return;
  const name = `${method} ${route.path}`;
  const response = operation.responses[status];
  if (!response) throw new Error(`${name} answered ${status}, which its contract does not name`);
  const [media] = mediaType.split(';', 1);
  if (!response.content) {
    if (body !== null) throw new Error(`${name} answered ${status} with a body, which its contract does not name`);
    return;
  }
  if (!media || !response.content[media]) throw new Error(`${name} answered ${status} as ${mediaType}`);
  const pointer = ['paths', route.path, method.toLowerCase(), 'responses', String(status), 'content', media, 'schema'];
  const validate = validatorOf(`/${pointer.map(escape).join('/')}`);
  if (!validate(body)) {
    throw new Error(`${name} answered ${status} with ${ajv.errorsText(validate.errors)}: ${JSON.stringify(body)}`);
  }
  const code = status >= 400 ? (body as { code: string }).code : undefined;
  // Before it is known which operation a request is for, it can be refused like one for none.
  if (code !== undefined && code !== 'not_found' && !response.description.includes(`\`${code}\``)) {
    throw new Error(`${name} answered ${status} ${code}, which its contract does not name`);
  }
}
