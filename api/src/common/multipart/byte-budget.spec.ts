import { describe, expect, it } from '@jest/globals';
import { ByteBudget } from './byte-budget.js';

const overloaded = expect.objectContaining({ code: 'overloaded' });

describe('a budget of bytes', () => {
  it('is one for all, with a share that nobody goes beyond', () => {
    const budget = new ByteBudget(10, 6);
    budget.take('ada', 6);
    expect(() => budget.take('ada', 1)).toThrow(overloaded);
    budget.take('bo', 4);
    expect(() => budget.take('cy', 1)).toThrow(overloaded);
  });

  it('is whole again when all was given back, and what was refused is not counted', () => {
    const budget = new ByteBudget(10, 6);
    budget.take('ada', 2);
    budget.take('ada', 3);
    expect(() => budget.take('ada', 5)).toThrow(overloaded);
    budget.giveBack('ada', 5);
    budget.take('bo', 6);
    budget.take('ada', 4);
    expect(() => budget.take('ada', 1)).toThrow(overloaded);
  });
});
