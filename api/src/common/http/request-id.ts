import type { IncomingMessage, ServerResponse } from 'node:http';
import { newId } from '../ids.js';

declare module 'http' {
  interface IncomingMessage {
    /** Names this request in its answer (X-Request-Id) and in the log. */
    requestId?: string;
  }
}

/** Gives every request an id of our own: one sent along could be anybody's, and would end up in our log. */
export function requestId(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  request.requestId = newId();
  response.setHeader('X-Request-Id', request.requestId);
  next();
}
