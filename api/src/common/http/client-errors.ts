import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { catalogue, type ErrorCode } from '../errors/catalogue.js';
import { DomainError } from '../errors/domain-error.js';
import { toProblem } from '../errors/problem.js';
import { newId } from '../ids.js';

/** Node's code of what it could not read; anything else is a request that cannot be understood. */
const codes: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'payload_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** A connection, with the answer that Node writes to it at the moment. */
type Connection = Duplex & { _httpMessage?: { headersSent: boolean } | null };

/**
 * Answers what Node cannot read as a request in the form of every other refusal, and closes: who sent such bytes and this
 * server no longer agree where the next request begins.
 */
export function answerClientErrors(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, connection: Connection) => {
    // Behind a half-written answer a second one would be read as its body.
    if (!connection.writable || connection._httpMessage?.headersSent) return void connection.destroy(error);
    connection.end(response(codes[error.code ?? ''] ?? 'bad_request'), () => connection.destroy());
  });
}

function response(code: ErrorCode): string {
  const requestId = newId();
  const body = JSON.stringify(toProblem(new DomainError(code), requestId));
  const { status, title } = catalogue[code];
  return [
    `HTTP/1.1 ${status} ${title}`,
    'Connection: close',
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    '',
    body,
  ].join('\r\n');
}
