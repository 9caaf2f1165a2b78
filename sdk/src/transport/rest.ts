import { ChatError, toChatError } from '../errors.js';
import type { ChatErrorInit } from '../errors.js';
import { located } from '../located.js';
import { backoffMs, onAbort, sleep } from '../waiting.js';

/** One request of the REST API. */
export interface RestRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its leading slash, below `/v1`; parts that come from outside are encoded by {@link path}. */
  path: string;
  query?: Readonly<Record<string, string | number | undefined>>;
  /** A form is sent as it is, anything else as JSON. */
  body?: unknown;
  /** Whether it may be repeated when its answer was lost. Default: all but a POST may. */
  isRepeatable?: boolean;
  /** How long an attempt may take; 15 seconds unless it moves a file. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** Sends a request, as whoever the client is for and with the access token if there is one, and answers the parsed body. */
export type Rest = <T>(request: RestRequest, token?: string | null) => Promise<T>;

/** A path whose parts cannot leave their place. */
export const path = (parts: TemplateStringsArray, ...values: string[]): string =>
  String.raw({ raw: parts }, ...values.map(encodeURIComponent));

/** A file takes its time on a slow line. */
export const fileTimeoutMs = 120_000;
const maxRepeats = 2;

/**
 * The REST client. Requests that change nothing when repeated are tried up to three times while the server cannot be
 * reached or is unavailable.
 * @param baseUrl the server's address without a trailing slash
 * @param identity the headers of every request that say who asks
 * @param closing ends every request with its reason
 */
export function createRest(baseUrl: string, identity: Readonly<Record<string, string>>, closing: AbortSignal): Rest {
  async function attempt<T>(request: RestRequest, token: string | null | undefined): Promise<T> {
    const { method, query = {}, body, timeoutMs = 15_000, signal } = request;
    const url = new URL(`${baseUrl}/v1${request.path}`);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const headers: Record<string, string> = { ...identity };
    if (token) headers.Authorization = `Bearer ${token}`;
    const isForm = body instanceof FormData;
    if (body !== undefined && !isForm) headers['Content-Type'] = 'application/json';

    const controller = new AbortController();
    const sources = signal ? [closing, signal] : [closing];
    const settled = sources.map((source) => onAbort(source, () => controller.abort(source.reason)));
    const timeout = new ChatError({ code: 'timeout', detail: 'The server did not answer in time' });
    const timer = setTimeout(() => controller.abort(timeout), timeoutMs);
    try {
      const init = { method, headers, body: isForm ? body : JSON.stringify(body) };
      const response = await fetch(url, { ...init, signal: controller.signal, credentials: 'omit' });
      const text = await response.text();
      return located(read<T>(response, text), baseUrl);
    } catch (error) {
      if (controller.signal.aborted) throw controller.signal.reason;
      throw toChatError(error);
    } finally {
      clearTimeout(timer);
      for (const stop of settled) stop();
    }
  }

  return async (request, token) => {
    const repeats = (request.isRepeatable ?? request.method !== 'POST') ? maxRepeats : 0;
    for (let repeat = 0; ; repeat++) {
      try {
        return await attempt(request, token);
      } catch (error) {
        // A limit is the caller's to wait for: it may take an hour.
        if (!(error instanceof ChatError) || !error.retryable || error.status === 429 || repeat >= repeats) throw error;
        await sleep(Math.max(error.retryAfterMs ?? 0, backoffMs(repeat, 300)), request.signal ?? closing);
      }
    }
  };
}

function read<T>(response: Response, text: string): T {
  const { status } = response;
  if (status === 204 || (status === 202 && text === '')) return undefined as T;
  const code = status >= 500 ? 'unavailable' : 'bad_answer';
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ChatError({ code, status, detail: 'Not a Parley answer', cause });
  }
  if (response.ok) return json as T;
  throw new ChatError({
    code,
    requestId: response.headers.get('X-Request-Id') ?? undefined,
    // None is 0, and a date is no number.
    retryAfterMs: Number(response.headers.get('Retry-After')) * 1000 || undefined,
    ...(json as Partial<ChatErrorInit>),
    status,
  });
}
