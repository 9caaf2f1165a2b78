import { HttpException } from '@nestjs/common';
import { DomainError } from './domain-error.js';

/**
 * The database is away, full, changing hands or too busy, and not the request wrong: failures of node's sockets, and of
 * PostgreSQL beside its classes below. What became of a change is then not always known; sending it again tells.
 */
const unavailableCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  // Read-only: the primary has become a standby.
  '25006',
  // A transaction whose client was silent for too long.
  '25P03',
  // Two transactions in each other's way, one of which was ended.
  '40001',
  '40P01',
  // Not possible in this state: recovery is in progress.
  '55000',
  // A lock that was not had in time.
  '55P03',
  // The disk does not work.
  '58030',
]);

/** Classes of PostgreSQL's codes: no connection, no resources, ended by the server or its operator. */
const unavailableClasses = /^(08|53|57)[0-9A-Z]{3}$/;

/** What pg, its pool and TypeORM say without a code when a connection was lost, is given up, or is not to be had. */
const unavailableMessages =
  /timeout exceeded when trying to connect|Connection terminated|Query read timeout|is not queryable|already released|Cannot use a pool after calling end|Driver not Connected/;

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
  if (typeof code === 'string' && (unavailableCodes.has(code) || unavailableClasses.test(code))) {
    return new DomainError('unavailable');
  }
  if (unavailableMessages.test(thrown.message)) return new DomainError('unavailable');
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
