import { describe, expect, it } from '@jest/globals';
import { ByteBudget, type Share } from './byte-budget.js';

const overloaded = expect.objectContaining({ code: 'overloaded' });
const of = (owner: string, maxBytes = 6): Share => ({ owner, maxBytes });

describe('a budget of bytes', () => {
  it('is one for all, with a share that nobody goes beyond', () => {
    const budget = new ByteBudget(10);
    budget.take([of('ada')], 6);
    expect(() => budget.take([of('ada')], 1)).toThrow(overloaded);
    budget.take([of('bo')], 4);
    expect(() => budget.take([of('cy')], 1)).toThrow(overloaded);
  });

  it('is whole again when all was given back, and what was refused is not counted', () => {
    const budget = new ByteBudget(10);
    budget.take([of('ada')], 2);
    budget.take([of('ada')], 3);
    expect(() => budget.take([of('ada')], 5)).toThrow(overloaded);
    budget.giveBack([of('ada')], 5);
    budget.take([of('bo')], 6);
    budget.take([of('ada')], 4);
    expect(() => budget.take([of('ada')], 1)).toThrow(overloaded);
  });

  it('holds for each of several owners, and takes from none of them what one of them may not have', () => {
    const budget = new ByteBudget(100);
    const [ada, bo, home] = [of('ada', 5), of('bo', 5), of('home', 7)];
    budget.take([ada, home], 5);
    expect(() => budget.take([bo, home], 3)).toThrow(overloaded);
    budget.take([bo, home], 2);
    budget.take([bo], 3);
    budget.giveBack([ada, home], 5);
    budget.take([ada, home], 5);
    expect(() => budget.take([home], 1)).toThrow(overloaded);
  });
});
