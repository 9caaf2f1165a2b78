import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SubjectCounts } from './subject-counts.js';

describe('counts of subjects', () => {
  let counts: SubjectCounts;
  beforeEach(() => {
    jest.useFakeTimers();
    counts = new SubjectCounts(60, 3);
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const count = async (subject: string) => (await counts.add(subject)).count;

  it('are kept for so many only: a flood of others makes the oldest start anew, and takes no more memory', async () => {
    for (const subject of ['a', 'b', 'c', 'a', 'd']) await count(subject);
    expect(await count('c')).toBe(2);
    expect(await count('d')).toBe(2);
    expect(await count('a')).toBe(1);
    expect(jest.getTimerCount()).toBe(3);
  });

  it('are as old as their stretch: who begins a new one is the newest again', async () => {
    await count('a');
    jest.advanceTimersByTime(60_000);
    for (const subject of ['b', 'c', 'a', 'd']) expect(await count(subject)).toBe(1);
    expect(await count('a')).toBe(2);
    expect(await count('b')).toBe(1);
  });

  it('give back what should not have counted, and nothing once the stretch is over', async () => {
    await count('a');
    await count('a');
    await counts.takeBack('a');
    expect(await count('a')).toBe(2);
    jest.advanceTimersByTime(60_000);
    await counts.takeBack('a');
    expect(await count('a')).toBe(1);
  });
});
