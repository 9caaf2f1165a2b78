import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Collected } from './collected.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const sum = (by: number) => (held: number | undefined) => (held ?? 0) + by;

function collecting(work?: () => Promise<void>) {
  const runs: [atMs: number, values: Record<string, number>][] = [];
  const faults: unknown[] = [];
  const startMs = performance.now();
  const collected = new Collected<number>(
    1_000,
    (values) => {
      runs.push([performance.now() - startMs, Object.fromEntries(values)]);
      return work?.();
    },
    (error) => faults.push(error),
  );
  return { collected, runs, faults };
}

describe('what is collected', () => {
  it('is handed over at once after a quiet time, then once a second, each key with all that came', async () => {
    const { collected, runs } = collecting();
    collected.add('a', sum(1));
    collected.add('a', sum(1));
    await jest.advanceTimersByTimeAsync(10);
    collected.add('a', sum(3));
    collected.add('b', sum(4));
    await jest.advanceTimersByTimeAsync(5_000);
    collected.add('a', sum(5));
    await jest.advanceTimersByTimeAsync(0);
    expect(runs).toEqual([
      [0, { a: 2 }],
      [1_000, { a: 3, b: 4 }],
      [5_010, { a: 5 }],
    ]);
  });

  it('waits until what was handed over is done, and goes on when that failed', async () => {
    let fail: (error: Error) => void = () => undefined;
    const { collected, runs, faults } = collecting(() => new Promise((_, reject) => (fail = reject)));
    collected.add('a', sum(1));
    await jest.advanceTimersByTimeAsync(0);
    collected.add('a', sum(2));
    await jest.advanceTimersByTimeAsync(3_000);
    expect(runs).toHaveLength(1);
    fail(new Error('gone'));
    await jest.advanceTimersByTimeAsync(0);
    expect(runs[1]).toEqual([3_000, { a: 2 }]);
    expect(faults).toEqual([new Error('gone')]);
  });

  it('is handed over no more after the end', async () => {
    const { collected, runs } = collecting();
    collected.add('a', sum(1));
    collected.stop();
    collected.add('a', sum(1));
    await jest.advanceTimersByTimeAsync(5_000);
    expect(runs).toEqual([]);
  });
});
