import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { json, type NextFunction, type Request, type Response } from 'express';
import { DomainError } from '../errors/domain-error.js';
import { toDomainError } from '../errors/to-domain-error.js';
import { multipartType } from './operation.decorator.js';
import { sendProblem } from './problem.filter.js';

/** Deeper nesting than this has no use in any input, and costs every function that walks it its stack. */
const maxDepth = 64;

const jsonTypes = ['application/json', 'application/*+json'];

/** Bytes of JSON that open and close, and that quote and escape. */
const [openBrace, closeBrace, openBracket, closeBracket, quote, backslash] = [...Buffer.from('{}[]"\\')];

/** Whether brackets are nested deeper than `maxDepth`, without parsing. */
function isTooDeep(json: Buffer): boolean {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (isInString) {
      if (byte === backslash) at += 1;
      else if (byte === quote) isInString = false;
    } else if (byte === quote) isInString = true;
    else if (byte === openBrace || byte === openBracket) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (byte === closeBrace || byte === closeBracket) depth -= 1;
  }
  return false;
}

function verify(_request: IncomingMessage, _response: unknown, body: Buffer): void {
  if (!isUtf8(body) || isTooDeep(body)) throw new DomainError('malformed_json');
}

/** Whether a request brings a body along. */
export function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Reads JSON bodies up to `maxBytes`; every other kind of body but the one of files, and every faulty one, is refused with
 * its code.
 */
export function readJsonBodies(app: NestExpressApplication, maxBytes: number): void {
  app.use((request: Request, response: Response, next: NextFunction) => {
    // A file is read by the few operations that take one; all others refuse it.
    if (!hasBody(request) || request.is([...jsonTypes, multipartType])) return next();
    sendProblem(request, response, new DomainError('unsupported_media_type', 'The body must be application/json'));
  });
  app.use(json({ limit: maxBytes, strict: false, type: jsonTypes, verify }));
  app.use((thrown: unknown, request: Request, response: Response, next: NextFunction) => {
    const known = toDomainError(thrown);
    if (known) sendProblem(request, response, known);
    else next(thrown);
  });
}
