import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Queued, type Waiting, WriterQueue } from './writer-queue.js';

const bounds = { batchRows: 5, batchBytes: 50, roomBytes: 20, queueRows: 100, queueBytes: 1_000 };

interface Item extends Queued {
  readonly n: number;
}

const item = (n: number, given: Partial<Waiting> = {}): Item => ({
  n,
  send: { tenantId: 't', roomId: 'r', authorId: 'a', clientId: String(n), bytes: 1, ...given },
});

const fill = (items: readonly Item[]): WriterQueue<Item> => {
  const queue = new WriterQueue<Item>(bounds);
  for (const one of items) queue.push(one);
  return queue;
};

const numbers = (items: readonly Item[]) => items.map((one) => one.n);

describe('the writer’s queue', () => {
  it('gives all that waits, in the order of arrival', () => {
    const queue = fill([1, 2, 3].map((n) => item(n)));
    expect(numbers(queue.take())).toEqual([1, 2, 3]);
    expect(queue.take()).toEqual([]);
  });

  it('keeps a batch, and a room’s share of it, within their bounds, but always takes something', () => {
    expect(numbers(fill([1, 2, 3, 4, 5, 6].map((n) => item(n))).take())).toEqual([1, 2, 3, 4, 5]);
    expect(numbers(fill([item(1, { bytes: 15 }), item(2, { bytes: 15 })]).take())).toEqual([1]);
    expect(numbers(fill([item(1, { bytes: 900 })]).take())).toEqual([1]);
  });

  it('leaves a second send of one clientId, and all of its room behind it, for the next batch', () => {
    const queue = fill([item(1), item(2, { clientId: '1' }), item(3), item(4, { roomId: 'other' })]);
    expect(numbers(queue.take())).toEqual([1, 4]);
    expect(numbers(queue.take())).toEqual([2, 3]);
  });

  it('lets no tenant wait for another: each has its turn', () => {
    const busy = [1, 2, 3, 4, 5, 6, 7].map((n) => item(n));
    const queue = fill([...busy, item(8, { tenantId: 'quiet' })]);
    expect(numbers(queue.take())).toContain(8);
  });

  it('takes no longer for the tenants beside a busy one', () => {
    const looked = { count: 0 };
    const counted = (n: number, tenantId: string): Item => {
      const { send } = item(n, { roomId: tenantId });
      return Object.defineProperty({ n, send }, 'send', { get: () => ((looked.count += 1), send) });
    };
    const queue = new WriterQueue<Item>({ ...bounds, queueRows: 1e6, queueBytes: 1e6 });
    for (let n = 0; n < 5_000; n += 1) queue.push(counted(n, 'busy'));
    for (let n = 0; n < 100; n += 1) queue.push(counted(n, `t${n}`));
    looked.count = 0;
    expect(queue.take()).toHaveLength(5);
    expect(looked.count).toBeLessThan(100);
  });

  it('is full at its bounds, with what waits elsewhere', () => {
    const queue = fill(Array.from({ length: 100 }, (_, n) => item(n)));
    expect([queue.isFull(1), fill([]).isFull(1_001), fill([]).isFull(1_000)]).toEqual([true, true, false]);
    const elsewhere = { size: 99, weight: 500 };
    const [some, none] = [fill([item(1)]), fill([])];
    expect([some.isFull(1, elsewhere), none.isFull(501, elsewhere), none.isFull(500, elsewhere)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('gives every item once, and those of a room in their order, whatever comes', () => {
    const given = fc.record({
      tenantId: fc.constantFrom('t', 'u'),
      roomId: fc.constantFrom('r', 's'),
      authorId: fc.constantFrom('a', 'b'),
      clientId: fc.constantFrom('1', '2', '3'),
      bytes: fc.integer({ min: 1, max: 30 }),
    });
    fc.assert(
      fc.property(fc.array(given, { maxLength: 40 }), (list) => {
        const items = list.map((one, n) => item(n, one));
        const queue = fill(items);
        const taken: Item[] = [];
        while (queue.size > 0) {
          const batch = queue.take();
          expect(batch.length).toBeGreaterThan(0);
          const keys = batch.map(({ send }) => `${send.tenantId}/${send.roomId}/${send.authorId}/${send.clientId}`);
          expect(new Set(keys).size).toBe(keys.length);
          taken.push(...batch);
        }
        expect(numbers(taken).sort((a, b) => a - b)).toEqual(numbers(items));
        for (const room of ['t/r', 't/s', 'u/r', 'u/s']) {
          const own = taken.filter(({ send }) => `${send.tenantId}/${send.roomId}` === room);
          expect(numbers(own)).toEqual(numbers(own).sort((a, b) => a - b));
        }
      }),
    );
  });
});
