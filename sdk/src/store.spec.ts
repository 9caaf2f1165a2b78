import { describe, expect, it, jest } from '@jest/globals';
import { createStore } from './store.js';

describe('a store', () => {
  it('calls a subscriber at once and after each change, until it undoes that', () => {
    const store = createStore(1);
    const seen: number[] = [];
    const stop = store.subscribe((value) => seen.push(value));
    store.set(2);
    store.set(2);
    stop();
    stop();
    store.set(3);
    expect(seen).toEqual([1, 2]);
    expect(store.get()).toBe(3);
  });

  it('counts the same function twice when it subscribes twice', () => {
    const counts: number[] = [];
    const store = createStore(1, (count) => counts.push(count));
    const fn = () => undefined;
    const [one, two] = [store.subscribe(fn), store.subscribe(fn)];
    one();
    one();
    two();
    expect(counts).toEqual([1, 2, 1, 0]);
  });

  it('tells nobody an older value after a newer one', () => {
    const store = createStore(0);
    const seen: number[] = [];
    store.subscribe((value) => value === 1 && store.set(2));
    store.subscribe((value) => seen.push(value));
    store.set(1);
    expect(seen).toEqual([0, 2]);
  });

  it('does not let one subscriber that throws keep the others from the value', () => {
    const report = jest.spyOn(globalThis, 'queueMicrotask').mockImplementation(() => undefined);
    const store = createStore(0);
    const seen: number[] = [];
    store.subscribe((value) => {
      if (value === 1) throw new Error('theirs');
    });
    store.subscribe((value) => seen.push(value));
    store.set(1);
    expect(seen).toEqual([0, 1]);
    expect(report).toHaveBeenCalledTimes(1);
    report.mockRestore();
  });
});
