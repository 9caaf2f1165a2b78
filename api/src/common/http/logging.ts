import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Params } from 'nestjs-pino';
import './request-id.js';

/** Refusals that tell of an attack or a misuse when they pile up: bad credentials, no rights, too much. */
const refusals = new Set([401, 403, 429]);

/** One JSON line for each request, without headers, bodies or query strings, in which secrets could stand. */
export function logging(level: string): Params {
  return {
    pinoHttp: {
      level,
      genReqId: (request: IncomingMessage) => request.requestId ?? '',
      customLogLevel: (_request: IncomingMessage, { statusCode }: ServerResponse, error?: Error) =>
        error || statusCode >= 500 ? 'error' : refusals.has(statusCode) ? 'info' : 'debug',
      serializers: {
        req: ({ id, method, url }: { id: string; method: string; url: string }) => ({
          id,
          method,
          path: url.split('?', 1)[0],
        }),
        res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
      },
    },
  };
}
