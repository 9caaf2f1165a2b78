import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { catalogue } from '../errors/catalogue.js';
import { DomainError } from '../errors/domain-error.js';
import { toProblem } from '../errors/problem.js';
import { toDomainError } from '../errors/to-domain-error.js';
import './request-id.js';

/** Writes an error as `application/problem+json`; used by the filter and by middleware that refuses before any route. */
export function sendProblem(request: Request, response: Response, error: DomainError): void {
  const problem = toProblem(error, request.requestId ?? '');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (error.retryAfterMs !== undefined)
    response.setHeader('Retry-After', Math.max(1, Math.ceil(error.retryAfterMs / 1_000)));
  response
    .status(catalogue[error.code].status)
    .setHeader('Content-Type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem));
}

/** Answers everything that a REST handler threw. What is not in the catalogue is logged and answered without detail. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('ProblemFilter');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const known = toDomainError(thrown);
    if (!known) this.logger.error({ err: thrown, requestId: request.requestId }, 'a request failed');
    sendProblem(request, response, known ?? new DomainError('internal_error'));
  }
}
