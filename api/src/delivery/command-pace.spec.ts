import { describe, expect, it } from '@jest/globals';
import { CommandPace } from './command-pace.js';

/** A pace with a clock of its own. */
function startAt(ms: number) {
  const clock = { ms };
  return { clock, pace: new CommandPace(() => clock.ms) };
}

describe('the pace of a socket', () => {
  it('is a thousand at once, and a hundred a second from then on', () => {
    const { clock, pace } = startAt(5);
    const taken = () => Array.from({ length: 2_000 }, () => pace.take(1)).filter(Boolean).length;
    expect(taken()).toBe(1_000);
    expect(pace.retryAfterMs).toBe(10);
    clock.ms += 1_000;
    expect(taken()).toBe(100);
    clock.ms += 3_600_000;
    expect(taken()).toBe(1_000);
  });

  it('is not slowed down by what costs nothing, until something was refused too often', () => {
    const { pace } = startAt(0);
    for (let n = 0; n < 5_000; n += 1) expect(pace.take(0)).toBe(true);
    for (let n = 0; n < 1_000; n += 1) pace.spend();
    expect(pace.take(0)).toBe(false);
  });

  it('is lost patience with after a thousand warnings in a row, which a quiet time makes forgotten', () => {
    const { clock, pace } = startAt(0);
    const warn = (times: number) => Array.from({ length: times }, () => pace.warn());
    expect(warn(1_000)).not.toContain(true);
    clock.ms += 10_001;
    expect(warn(1_000)).not.toContain(true);
    expect(pace.warn()).toBe(true);
  });
});
