import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Options } from 'pino-http';
import './request-id.js';

/** What was not answered for now, and what the reason is, is told where it is found out. */
const forNow = 503;

/** Refusals that tell of an attack or a misuse when they pile up: bad credentials, no rights, too much. */
const refusals = new Set([401, 403, 429]);

/** An error in the log: what it is and where it came from. What it was about (parameters, rows) may be secret. */
function loggedError(error: unknown): Record<string, unknown> {
  // Of what is no error nothing is known, so nothing of it is written.
  if (typeof error !== 'object' || error === null) return { type: typeof error };
  const { type, message, code, constraint, stack } = error as Record<string, unknown>;
  return { type, message, code, constraint, stack };
}

/** One JSON line for each request, without headers, bodies or query strings, in which secrets could stand. */
export function logging(level: string): Options {
  return {
    level,
    genReqId: (request: IncomingMessage) => request.requestId ?? '',
    customLogLevel: (_request: IncomingMessage, { statusCode }: ServerResponse, error?: Error) =>
      statusCode === forNow
        ? 'debug'
        : error || statusCode >= 500
          ? 'error'
          : refusals.has(statusCode)
            ? 'info'
            : 'debug',
    serializers: {
      req: ({ id, method, url }: { id: string; method: string; url: string }) => ({
        id,
        method,
        path: url.split('?', 1)[0],
      }),
      err: loggedError,
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
    },
  };
}
