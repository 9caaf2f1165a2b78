import { describe, expect, it } from '@jest/globals';
import { type Options, pinoHttp } from 'pino-http';
import { QueryFailedError } from 'typeorm';
import { logging } from './logging.js';

/** The line that is logged for an error. */
function lineOf(err: unknown): string {
  let line = '';
  const { logger } = pinoHttp(logging('info').pinoHttp as Options, { write: (written: string) => (line += written) });
  logger.error({ err, requestId: 'r1' }, 'a request failed');
  return line;
}

describe('the log', () => {
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
