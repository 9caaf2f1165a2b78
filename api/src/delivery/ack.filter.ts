import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { DomainError } from '../common/errors/domain-error.js';
import { toSocketError } from '../common/errors/problem.js';
import { toDomainError } from '../common/errors/to-domain-error.js';
import { isAck } from './socket-adapter.js';

/** Answers everything that a command threw through its ack. What is not in the catalogue is logged and told without detail. */
@Catch()
export class AckFilter implements ExceptionFilter {
  private readonly logger = new Logger('AckFilter');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const known = toDomainError(thrown);
    if (!known) this.logger.error({ err: thrown, command: host.switchToWs().getPattern() }, 'a command failed');
    const ack = host.getArgs<unknown[]>().find(isAck);
    ack?.({ ok: false, error: toSocketError(known ?? new DomainError('internal_error')) });
  }
}
