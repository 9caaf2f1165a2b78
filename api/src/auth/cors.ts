import type { NextFunction, Request, Response } from 'express';

const methods = 'GET, POST, PUT, PATCH, DELETE';
const requestHeaders = 'Authorization, Content-Type, X-Parley-Key, X-Parley-User';
const readableHeaders = 'X-Request-Id, Retry-After';

/** The longest that any browser remembers a preflight, in seconds. */
const maxAgeSeconds = 7_200;

/**
 * Lets pages of every origin read every answer, never with cookies; whether a page may *do* something is decided with
 * its key, so that a refusal (`origin_not_allowed`) can be read by that page.
 */
export function cors(request: Request, response: Response, next: NextFunction): void {
  response.vary('Origin');
  const { origin } = request.headers;
  if (origin === undefined) {
    next();
    return;
  }
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Expose-Headers', readableHeaders);
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) {
    next();
    return;
  }
  response.setHeader('Access-Control-Allow-Methods', methods);
  response.setHeader('Access-Control-Allow-Headers', requestHeaders);
  response.setHeader('Access-Control-Max-Age', String(maxAgeSeconds));
  response.status(204).end();
}
