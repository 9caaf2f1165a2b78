import { describe, expect, it } from '@jest/globals';
import { StartupError } from '../config/environment.js';
import { connectionFault } from './connection-fault.js';

const url = 'postgres://ada%40home:s3cret@db.example.com:5433/chat';
const failure = (code: string, message = '') => Object.assign(new Error(message), { code });

describe('a database that can not be connected to', () => {
  it('is told in one line with the variable, the place and the reason, and without the password', () => {
    const fault = connectionFault(failure('ECONNREFUSED'), url) as Error;
    expect(fault).toBeInstanceOf(StartupError);
    expect(fault.message).toBe(
      'DATABASE_URL: no connection to db.example.com:5433/chat as ada@home: nothing listens there',
    );
  });

  it.each(['ENOTFOUND', 'ETIMEDOUT', '28P01', '28000', '3D000', '53300', '57P03'])('is told for %s', (code) => {
    const { message } = connectionFault(failure(code), url) as Error;
    expect(message).toMatch(/^DATABASE_URL: .+: \S/);
    expect(message).not.toContain('s3cret');
  });

  it('is told when the driver gives up waiting, for which there is no code', () => {
    const fault = connectionFault(new Error('Connection terminated due to connection timeout'), url) as Error;
    expect(fault.message).toMatch(/there is no answer$/);
  });

  it('is not made out of any other fault', () => {
    const bug = new TypeError('undefined is not a function');
    expect(connectionFault(bug, url)).toBe(bug);
    expect(connectionFault('text', url)).toBe('text');
  });
});
