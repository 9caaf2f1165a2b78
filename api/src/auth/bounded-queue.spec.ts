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
    const queue = new BoundedQueue(1, 2, 2);
    const first = work();
    const order: string[] = [];
    const running = queue.run('a', first.run);
    const waiting = ['b', 'c'].map((name) => queue.run('a', async () => void order.push(name)));
    await expect(queue.run('a', async () => undefined)).rejects.toMatchObject({ code: 'overloaded' });
    expect(order).toEqual([]);
    first.end();
    await Promise.all([running, ...waiting]);
    expect(order).toEqual(['b', 'c']);
  });

  it('lets nobody take every place: the others still get a turn', async () => {
    const queue = new BoundedQueue(1, 3, 2);
    const first = work();
    const running = [queue.run('a', first.run), queue.run('a', first.run), queue.run('a', first.run)];
    await expect(queue.run('a', first.run)).rejects.toMatchObject({ code: 'overloaded' });
    const other = queue.run('b', async () => 'done');
    await expect(queue.run('c', first.run)).rejects.toMatchObject({ code: 'overloaded' });
    first.end();
    await expect(other).resolves.toBe('done');
    await Promise.all(running);
    await expect(queue.run('a', async () => 'again')).resolves.toBe('again');
  });

  it('goes on after work that failed', async () => {
    const queue = new BoundedQueue(1, 2, 2);
    const failed = queue.run('a', () => Promise.reject(new Error('broken')));
    const next = queue.run('a', async () => 'done');
    await expect(failed).rejects.toThrow('broken');
    await expect(next).resolves.toBe('done');
    await expect(queue.run('a', async () => 'again')).resolves.toBe('again');
  });
});
