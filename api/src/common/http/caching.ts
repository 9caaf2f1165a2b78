import type { NextFunction, Request, Response } from 'express';

/**
 * No cache between the server and its callers keeps an answer of the API: it is one caller's own, told apart by headers that
 * caches do not look at. What may be kept, such as pictures, says so itself.
 */
export function keepNothing(request: Request, response: Response, next: NextFunction): void {
  if (request.path.startsWith('/v1/')) response.setHeader('Cache-Control', 'no-store');
  next();
}
