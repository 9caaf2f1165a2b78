import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DomainError } from '../common/errors/domain-error.js';
import { Admission } from './admission.js';

const bounds = { maxRunning: 2, maxWaiting: 3, maxWaitMs: 8_000 };
const here = new AbortController().signal;

describe('admission', () => {
  let admission: Admission;
  let inside: string[];
  let refused: [string, string][];
  beforeEach(() => {
    jest.useFakeTimers();
    admission = new Admission(bounds);
    inside = [];
    refused = [];
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const come = async (...names: string[]): Promise<void> => {
    for (const name of names) await arrive(name);
  };
  /** Resolves when it is known whether there was a place at once. */
  const arrive = (name: string, signal = here): Promise<unknown> => {
    const entered = admission.enter(signal).then(
      () => inside.push(name),
      (error: unknown) => refused.push([name, error instanceof DomainError ? error.code : 'gone']),
    );
    return Promise.race([entered, jest.advanceTimersByTimeAsync(0)]);
  };
  const leave = async (): Promise<void> => {
    admission.leave();
    await jest.advanceTimersByTimeAsync(0);
  };

  it('lets so many in, and one more for each who leaves, in the order in which they came', async () => {
    await come('a', 'b', 'c', 'd');
    expect(inside).toEqual(['a', 'b']);
    await leave();
    expect(inside).toEqual(['a', 'b', 'c']);
    await leave();
    await leave();
    await leave();
    await come('e', 'f', 'g');
    expect(inside).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('refuses one more than may wait, with a time to come back of their own', async () => {
    await come('a', 'b', 'c', 'd', 'e', 'f');
    expect(refused).toEqual([['f', 'overloaded']]);
    const times = await Promise.all(
      Array.from({ length: 20 }, () => admission.enter(here).catch((error: DomainError) => error.retryAfterMs ?? 0)),
    );
    expect(new Set(times).size).toBeGreaterThan(10);
    for (const ms of times) expect(ms).toBeGreaterThanOrEqual(1_000);
  });

  it('refuses who has waited too long, and nobody else', async () => {
    await come('a', 'b', 'c');
    await jest.advanceTimersByTimeAsync(4_000);
    await come('d');
    await jest.advanceTimersByTimeAsync(4_000);
    expect(refused).toEqual([['c', 'overloaded']]);
    await leave();
    expect(inside).toEqual(['a', 'b', 'd']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('keeps no place for who has gone away', async () => {
    await come('a', 'b');
    const leaving = new AbortController();
    await arrive('c', leaving.signal);
    await come('d', 'e');
    leaving.abort();
    await come('f', 'g');
    expect(refused).toEqual([
      ['c', 'gone'],
      ['g', 'overloaded'],
    ]);
    await leave();
    expect(inside).toEqual(['a', 'b', 'd']);
    await arrive('h', AbortSignal.abort());
    expect(refused.at(-1)).toEqual(['h', 'gone']);
  });
});
