import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { DomainError } from '../common/errors/domain-error.js';
import { toSocketError } from '../common/errors/problem.js';
import { toDomainError } from '../common/errors/to-domain-error.js';

/** Answers everything that a command threw through its ack. What is not in the catalogue is logged and told without detail. */
@Catch()
export class AckFilter implements ExceptionFilter {
  private readonly logger = new Logger(AckFilter.name);

  catch(thrown: unknown, host: ArgumentsHost): void {
    const known = toDomainError(thrown);
    if (!known) this.logger.error({ err: thrown, command: host.switchToWs().getPattern() }, 'a command failed');
    const ack: unknown = host.getArgs<unknown[]>().find((argument) => typeof argument === 'function');
    if (typeof ack === 'function') ack({ ok: false, error: toSocketError(known ?? new DomainError('internal_error')) });
  }
}
