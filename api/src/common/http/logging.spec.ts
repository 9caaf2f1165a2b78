import { describe, expect, it } from '@jest/globals';
import { pinoHttp } from 'pino-http';
import { QueryFailedError } from 'typeorm';
import { logging } from './logging.js';
import { StructuredLog } from './structured-log.js';

/** The line that is logged for an error. */
function lineOf(err: unknown): string {
  let line = '';
  const { logger } = pinoHttp(logging('info'), { write: (written: string) => (line += written) });
  logger.error({ err, requestId: 'r1' }, 'a request failed');
  return line;
}

/** The fields of what Nest's log makes of it. */
function saidBy(say: (log: StructuredLog) => void): unknown {
  let line = '';
  say(new StructuredLog(pinoHttp(logging('trace'), { write: (written: string) => (line += written) }).logger));
  return JSON.parse(line);
}

describe('the log', () => {
  it('takes a class’s words with its name, whatever they are', () => {
    expect(saidBy((log) => log.log('ready', 'Router'))).toMatchObject({ level: 30, msg: 'ready', context: 'Router' });
    expect(saidBy((log) => log.warn({ role: 'core' }, 'lost', 'Database'))).toMatchObject({
      level: 40,
      msg: 'lost',
      role: 'core',
      context: 'Database',
    });
    expect(saidBy((log) => log.error(new TypeError('broken'), 'Bus'))).toMatchObject({
      level: 50,
      err: { type: 'TypeError', message: 'broken' },
      context: 'Bus',
    });
    expect(saidBy((log) => log.error('broken', 'Error: broken\n    at there', 'ExceptionsHandler'))).toMatchObject({
      level: 50,
      err: { message: 'broken', stack: 'Error: broken\n    at there' },
      context: 'ExceptionsHandler',
    });
  });

  it('tells of a failed statement what went wrong and where, and nothing that was in it', () => {
    const cause = Object.assign(new Error('duplicate key value violates unique constraint "users_username"'), {
      code: '23505',
      constraint: 'users_username',
      detail: 'Key (username)=(secret-name) already exists.',
    });
    const line = lineOf(new QueryFailedError('INSERT INTO users VALUES ($1)', ['$argon2id$secret-hash'], cause));
    expect(JSON.parse(line)).toMatchObject({
      requestId: 'r1',
      err: {
        type: 'QueryFailedError',
        message: cause.message,
        code: '23505',
        constraint: 'users_username',
        stack: expect.stringContaining('logging.spec'),
      },
    });
    expect(line).not.toMatch(/secret|INSERT/);
  });

  it('bears what is no error', () => {
    expect(JSON.parse(lineOf('a secret'))).toMatchObject({ err: { type: 'string' }, msg: 'a request failed' });
    expect(lineOf('a secret')).not.toContain('a secret');
  });
});
