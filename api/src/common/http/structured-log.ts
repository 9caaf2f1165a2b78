import type { LoggerService } from '@nestjs/common';
import type { Level, Logger } from 'pino';

/**
 * Nest's log as pino's JSON lines. Nest hands over what is to be said, then more of it, and last the name of the class that
 * says it.
 */
export class StructuredLog implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(...said: unknown[]): void {
    this.write('info', said);
  }

  fatal(...said: unknown[]): void {
    this.write('fatal', said);
  }

  error(...said: unknown[]): void {
    this.write('error', said);
  }

  warn(...said: unknown[]): void {
    this.write('warn', said);
  }

  debug(...said: unknown[]): void {
    this.write('debug', said);
  }

  verbose(...said: unknown[]): void {
    this.write('trace', said);
  }

  private write(level: Level, said: readonly unknown[]): void {
    const [subject, ...more] = said;
    const context = more.pop();
    const [message] = more;
    if (typeof subject === 'object' && subject !== null) {
      const fields = subject instanceof Error ? { err: subject } : subject;
      this.logger[level]({ context, ...fields }, typeof message === 'string' ? message : undefined);
    } else if (level === 'error' && typeof message === 'string') {
      // Nest's own error handlers say an error's message and stack.
      this.logger.error({ context, err: { message: subject, stack: message } });
    } else {
      this.logger[level]({ context }, String(subject));
    }
  }
}
