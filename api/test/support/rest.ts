import { checkAnswer } from './contract-check.js';
import { testServerUrl } from './environment.js';

/** What a request carries. */
export interface RestOptions {
  /** Access token, secret or operator key. */
  bearer?: string | undefined;
  /** Public key. */
  key?: string | undefined;
  /** Sent as JSON; a string, bytes and a form are sent as they are. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Another server than the run's. */
  url?: string;
}

/** What came back. `body` is the parsed JSON, a text, or null for anything else. */
export interface RestAnswer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

/** No answer after this time is a hang, in milliseconds. */
const deadlineMs = 30_000;

/** One request to the test server, whose answer is held against the contract. */
export async function rest<Body = Record<string, unknown>>(
  method: string,
  path: string,
  { bearer, key, body, headers = {}, url = testServerUrl() }: RestOptions = {},
): Promise<RestAnswer<Body>> {
  const isForm = body instanceof FormData;
  const isRaw = isForm || typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(body === undefined || isForm ? {} : { 'Content-Type': 'application/json' }),
      ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
      ...(key === undefined ? {} : { 'X-Parley-Key': key }),
      ...headers,
    },
    body: body === undefined || isRaw ? (body as RequestInit['body']) : JSON.stringify(body),
    signal: AbortSignal.timeout(deadlineMs),
  });
  const text = await response.text();
  const mediaType = response.headers.get('Content-Type') ?? '';
  const isText = mediaType.startsWith('text/plain') && text !== '';
  const parsed: unknown = mediaType.includes('json') ? JSON.parse(text) : isText ? text : null;
  checkAnswer(method, path, response.status, mediaType, parsed);
  return { status: response.status, headers: response.headers, body: parsed as Body };
}
