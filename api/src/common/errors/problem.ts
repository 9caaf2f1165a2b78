import { z } from 'zod';
import { catalogue, type ErrorCode } from './catalogue.js';
import type { DomainError } from './domain-error.js';

const FieldErrorSchema = z
  .strictObject({
    path: z.string().describe('JSON Pointer to the field, empty for the whole input'),
    message: z.string().describe('What is wrong with it'),
  })
  .meta({ id: 'FieldError' });

/** The body of every refused request (RFC 9457, `application/problem+json`). */
export const Problem = z
  .strictObject({
    type: z.string().describe('urn:parley:error:<code>'),
    title: z.string().describe('The same sentence for every error of this code'),
    status: z.int().describe('The HTTP status'),
    code: z.string().describe('Stable name of the error; see docs/errors.md'),
    detail: z.string().describe('What went wrong this time'),
    requestId: z.string().describe('The X-Request-Id of this answer'),
    errors: z.array(FieldErrorSchema).optional().describe('Which fields were wrong'),
    retryAfterMs: z.int().optional().describe('When to try again, in milliseconds from now'),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

/** The error of a refused socket command: a problem without `type` and `requestId`. */
export const SocketError = z
  .strictObject({
    code: z.string().describe('Stable name of the error; see docs/errors.md'),
    title: z.string(),
    detail: z.string(),
    status: z.int().describe('The HTTP status that REST answers for the same fault'),
    errors: z.array(FieldErrorSchema).optional(),
    retryAfterMs: z.int().optional().describe('When to try again, in milliseconds from now'),
  })
  .meta({ id: 'SocketError' });
export type SocketError = z.infer<typeof SocketError>;

/** The socket's form of an error. */
export function toSocketError(error: DomainError): SocketError {
  const { status, title } = catalogue[error.code];
  return {
    code: error.code,
    title,
    detail: error.message,
    status,
    ...(error.errors ? { errors: error.errors } : {}),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: Math.ceil(error.retryAfterMs) }),
  };
}

/** The REST form of an error. */
export function toProblem(error: DomainError, requestId: string): Problem {
  const { code, title, detail, status, ...rest } = toSocketError(error);
  return { type: `urn:parley:error:${code satisfies string}`, title, status, code, detail, requestId, ...rest };
}

/** Whether the same request may succeed later, unchanged. */
export function isRetryable(code: ErrorCode): boolean {
  return 'retryable' in catalogue[code];
}
