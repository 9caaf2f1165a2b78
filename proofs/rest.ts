/** An answer of the REST API, or why there is none. */
export interface RestAnswer<Body> {
  /** 0 = no answer came. */
  readonly status: number;
  readonly body: Body;
  /** The problem's code, or `network`. */
  readonly code: string;
}

/** Who calls, and with what. */
export interface RestOptions {
  readonly bearer?: string;
  readonly key?: string;
  /** Acts for this user, with a secret key. */
  readonly asUser?: string;
  readonly body?: unknown;
  readonly timeoutMs?: number;
}

/** One request; it is not repeated. */
export async function rest<Body = Record<string, unknown>>(
  baseUrl: string,
  method: string,
  path: string,
  { bearer, key, asUser, body, timeoutMs = 10_000 }: RestOptions = {},
): Promise<RestAnswer<Body>> {
  const headers: Record<string, string> = {};
  if (bearer) headers.Authorization = `Bearer ${bearer}`;
  if (key) headers['X-Parley-Key'] = key;
  if (asUser) headers['X-Parley-User'] = asUser;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  try {
    const response = await fetch(`${baseUrl}/v1${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    const parsed = (text ? JSON.parse(text) : null) as Body & { code?: string };
    return { status: response.status, body: parsed, code: parsed?.code ?? '' };
  } catch {
    return { status: 0, body: null as Body, code: 'network' };
  }
}

/** The same, for what must work: set-up, before any fault. @throws Error naming the request */
export async function must<Body = Record<string, unknown>>(
  baseUrl: string,
  method: string,
  path: string,
  options?: RestOptions,
): Promise<Body> {
  const { status, body, code } = await rest<Body>(baseUrl, method, path, { timeoutMs: 30_000, ...options });
  if (status < 200 || status > 299) throw new Error(`${method} ${path} answered ${status} ${code}`);
  return body;
}
