import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FreshCache } from './fresh-cache.js';

describe('a fresh cache', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('asks once for many who want the same, and again when the answer is old', async () => {
    const cache = new FreshCache<number>(1_000, 10);
    let asked = 0;
    const load = async () => (asked += 1);
    await expect(Promise.all([cache.get('a', load), cache.get('a', load)])).resolves.toEqual([1, 1]);
    jest.advanceTimersByTime(999);
    await expect(cache.get('a', load)).resolves.toBe(1);
    jest.advanceTimersByTime(1);
    await expect(cache.get('a', load)).resolves.toBe(2);
  });

  it('counts the age of an answer from when the question was asked', async () => {
    const cache = new FreshCache<string>(1_000, 10);
    const slow = cache.get('a', async () => {
      await new Promise((resolve) => setTimeout(resolve, 900));
      return 'old';
    });
    await jest.advanceTimersByTimeAsync(900);
    await expect(slow).resolves.toBe('old');
    jest.advanceTimersByTime(100);
    await expect(cache.get('a', async () => 'new')).resolves.toBe('new');
  });

  it('remembers that something is not there', async () => {
    const cache = new FreshCache<string | undefined>(1_000, 10);
    await cache.get('a', async () => undefined);
    await expect(cache.get('a', async () => 'there')).resolves.toBeUndefined();
  });

  it('does not remember a failure', async () => {
    const cache = new FreshCache<string>(1_000, 10);
    await expect(cache.get('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    await expect(cache.get('a', async () => 'back')).resolves.toBe('back');
  });

  it('looks again after it was told to forget, even while an answer is under way', async () => {
    const cache = new FreshCache<string>(1_000, 10);
    let answer = (_: string): void => undefined;
    const first = cache.get('a', () => new Promise((resolve) => (answer = resolve)));
    cache.forget('a');
    await expect(cache.get('a', async () => 'new')).resolves.toBe('new');
    answer('old');
    await expect(first).resolves.toBe('old');
    await expect(cache.get('a', async () => 'newer')).resolves.toBe('new');
  });

  it('drops the oldest when it is full', async () => {
    const cache = new FreshCache<string>(1_000, 2);
    for (const key of ['a', 'b', 'c']) await cache.get(key, async () => 'first');
    await expect(cache.get('b', async () => 'second')).resolves.toBe('first');
    await expect(cache.get('a', async () => 'second')).resolves.toBe('second');
  });
});
