import { describe, expect, it } from '@jest/globals';
import { type Asked, NextRead } from './next-read.js';

/** A reader that answers when it is told to: with how many reads there were when it began. */
function slowReader(maxRequests?: number) {
  const begun: { asked: Asked<string>; answer: () => void; fail: (error: Error) => void }[] = [];
  const reads = new NextRead<string, number>((asked) => {
    const nth = begun.length + 1;
    return new Promise((resolve, reject) => {
      begun.push({ asked, answer: () => resolve(nth), fail: reject });
    });
  }, maxRequests);
  return { begun, reads };
}

/** Until everything that was asked so far had its turn. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a read that many share', () => {
  it('answers all who ask in the same turn at once', async () => {
    const { begun, reads } = slowReader();
    const answers = Array.from({ length: 1_000 }, (_, n) => reads.ask('room', `${n}`));
    await turn();
    expect(begun).toHaveLength(1);
    expect(begun[0]?.asked).toHaveLength(1_000);
    begun[0]?.answer();
    expect(new Set(await Promise.all(answers))).toEqual(new Set([1]));
  });

  it('never answers who asks after it began: they get the next one, which begins when it is over', async () => {
    const { begun, reads } = slowReader();
    const first = reads.ask('room', 'first');
    await turn();
    const late = [reads.ask('room', 'second'), reads.ask('room', 'third')];
    await turn();
    expect(begun.map(({ asked }) => asked)).toEqual([['first']]);
    begun[0]?.answer();
    await expect(first).resolves.toBe(1);
    await turn();
    expect(begun.map(({ asked }) => asked)).toEqual([['first'], ['second', 'third']]);
    begun[1]?.answer();
    await expect(Promise.all(late)).resolves.toEqual([2, 2]);
  });

  it('begins anew for who asks in the very moment in which an answer is told', async () => {
    const { begun, reads } = slowReader();
    const chained = reads.ask('room', 'first').then(() => reads.ask('room', 'second'));
    await turn();
    begun[0]?.answer();
    await turn();
    await turn();
    expect(begun).toHaveLength(2);
    begun[1]?.answer();
    await expect(chained).resolves.toBe(2);
  });

  it('is of one key, and holds up no other', async () => {
    const { begun, reads } = slowReader();
    const answers = [reads.ask('room', 'a'), reads.ask('other', 'b')];
    await turn();
    expect(begun.map(({ asked }) => asked)).toEqual([['a'], ['b']]);
    begun[1]?.answer();
    await expect(answers[1]).resolves.toBe(2);
    begun[0]?.answer();
    await expect(answers[0]).resolves.toBe(1);
  });

  it('fails for those whose read it was, and for nobody after them', async () => {
    const { begun, reads } = slowReader();
    const first = reads.ask('room', 'first');
    await turn();
    const second = reads.ask('room', 'second');
    begun[0]?.fail(new Error('away'));
    await expect(first).rejects.toThrow('away');
    await turn();
    begun[1]?.answer();
    await expect(second).resolves.toBe(2);
  });

  it('answers so many at a time, in the order in which they asked', async () => {
    const { begun, reads } = slowReader(2);
    const answers = ['a', 'b', 'c'].map((name) => reads.ask('room', name));
    await turn();
    begun[0]?.answer();
    await turn();
    begun[1]?.answer();
    await expect(Promise.all(answers)).resolves.toEqual([1, 1, 2]);
    expect(begun.map(({ asked }) => asked)).toEqual([['a', 'b'], ['c']]);
  });
});
