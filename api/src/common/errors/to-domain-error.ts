import { HttpException } from '@nestjs/common';
import { DomainError } from './domain-error.js';

/** Connection failures of node sockets and of PostgreSQL (class 08, 57P01..03, 53300): the database is away or full, not the request wrong. */
const unavailableCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  '08000',
  '08003',
  '08006',
  '53300',
  '57P01',
  '57P02',
  '57P03',
  // A lock that was not had in time.
  '55P03',
]);

/** body-parser's `type` of a refused body. */
const bodyErrors: Record<string, () => DomainError> = {
  'entity.parse.failed': () => new DomainError('malformed_json'),
  'entity.verify.failed': () => new DomainError('malformed_json'),
  'entity.too.large': () => new DomainError('payload_too_large'),
  'encoding.unsupported': () => new DomainError('unsupported_media_type', 'This Content-Encoding is not understood'),
  'charset.unsupported': () => new DomainError('unsupported_media_type', 'The charset must be UTF-8'),
  'request.aborted': () => new DomainError('bad_request', 'The body did not arrive whole'),
  'request.size.invalid': () => new DomainError('bad_request', 'The body does not have the announced length'),
};

/**
 * Gives any thrown thing its place in the catalogue.
 * @returns `undefined` when it is not the caller's doing and must be logged and answered as `internal_error`
 */
export function toDomainError(thrown: unknown): DomainError | undefined {
  if (thrown instanceof DomainError) return thrown;
  if (thrown instanceof HttpException) return fromHttpException(thrown);
  if (!(thrown instanceof Error)) return undefined;
  const { type, code, status, statusCode } = thrown as Error & Record<string, unknown>;
  const body = typeof type === 'string' ? bodyErrors[type] : undefined;
  if (body) return body();
  if (thrown instanceof URIError) return new DomainError('not_found');
  if (typeof code === 'string' && unavailableCodes.has(code)) return new DomainError('unavailable');
  if (/timeout exceeded when trying to connect|Connection terminated/.test(thrown.message)) {
    return new DomainError('unavailable');
  }
  if ((status ?? statusCode) === 400) return new DomainError('bad_request');
  return undefined;
}

function fromHttpException(thrown: HttpException): DomainError | undefined {
  switch (thrown.getStatus()) {
    case 404:
      return new DomainError('not_found');
    case 401:
      return new DomainError('unauthenticated');
    case 400:
      return thrown.cause instanceof Error ? toDomainError(thrown.cause) : new DomainError('bad_request');
    case 413:
      return new DomainError('payload_too_large');
    case 503:
      return new DomainError('unavailable');
    default:
      return undefined;
  }
}
