import { describe, expect, it } from '@jest/globals';
import { BoundedQueue } from './bounded-queue.js';

/** Work that ends when it is told to. */
function work() {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { run: () => ended, end };
}

describe('a bounded queue', () => {
  it('runs a few at a time, the rest in order, and says no past its length', async () => {
    const queue = new BoundedQueue(1, 2);
    const first = work();
    const order: string[] = [];
    const running = queue.run(first.run);
    const waiting = ['b', 'c'].map((name) => queue.run(async () => void order.push(name)));
    await expect(queue.run(async () => undefined)).rejects.toMatchObject({ code: 'overloaded' });
    expect(order).toEqual([]);
    first.end();
    await Promise.all([running, ...waiting]);
    expect(order).toEqual(['b', 'c']);
  });

  it('goes on after work that failed', async () => {
    const queue = new BoundedQueue(1, 2);
    const failed = queue.run(() => Promise.reject(new Error('broken')));
    const next = queue.run(async () => 'done');
    await expect(failed).rejects.toThrow('broken');
    await expect(next).resolves.toBe('done');
    await expect(queue.run(async () => 'again')).resolves.toBe('again');
  });
});
