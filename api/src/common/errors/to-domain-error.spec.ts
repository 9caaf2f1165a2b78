import { describe, expect, it } from '@jest/globals';
import { toDomainError } from './to-domain-error.js';

const failure = (code: string) => Object.assign(new Error('refused'), { code });

describe('what the database or the network says', () => {
  it.each([
    // A shutdown, a failover, a start.
    ...['57P01', '57P02', '57P03', '25006', '55000', '08000', '08001', '08003', '08004', '08006', '08P01'],
    // Full: connections, disk, memory.
    ...['53300', '53100', '53200'],
    // In each other's way, or too slow.
    ...['40001', '40P01', '55P03', '57014', '25P03'],
    ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND'],
  ])('is passing, and the same request may be sent again: %s', (code) => {
    expect(toDomainError(failure(code))?.code).toBe('unavailable');
  });

  it.each([
    'Connection terminated unexpectedly',
    'Client has encountered a connection error and is not queryable',
    // TypeORM's, of a transaction whose connection was lost between two of its statements.
    'Query runner already released. Cannot run queries anymore.',
    'Database connection provided by a query runner was already released, cannot continue to use its querying methods anymore.',
  ])('is passing, though it has no code: %s', (message) => {
    expect(toDomainError(new Error(message))?.code).toBe('unavailable');
  });

  it.each(['23505', '23503', '22P02', '42601', '42703', 'XX000', 'ERR_INVALID_ARG_TYPE'])(
    'is a fault of ours, which is logged: %s',
    (code) => {
      expect(toDomainError(failure(code))).toBeUndefined();
    },
  );
});
