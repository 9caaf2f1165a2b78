import { describe, expect, it } from '@jest/globals';
import { Returns } from './returns.js';

const learnt = (returned: number, answered: number, batches = 50): Returns => {
  const returns = new Returns();
  for (let batch = 0; batch < batches; batch += 1) returns.learn(returned, answered);
  return returns;
};

describe('whether those who were answered send again at once', () => {
  it('is taken for likely at first, and as long as most of them do', () => {
    expect(new Returns().areLikely()).toBe(true);
    expect(learnt(3, 4).areLikely()).toBe(true);
  });

  it('is unlikely once few of them did, which one good batch does not change', () => {
    const returns = learnt(1, 4);
    expect(returns.areLikely()).toBe(false);
    returns.learn(4, 4);
    expect(returns.areLikely()).toBe(false);
  });

  it('is not likelier for more than were answered', () => {
    const returns = learnt(0, 4);
    returns.learn(400, 4);
    expect(returns.areLikely()).toBe(false);
  });

  it('is tried again after some batches that waited for nobody', () => {
    const returns = learnt(0, 4);
    let batches = 0;
    while (!returns.areLikely() && batches < 1_000) batches += 1;
    expect(batches).toBeGreaterThan(20);
    expect(batches).toBeLessThanOrEqual(100);
  });
});
