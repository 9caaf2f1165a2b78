import { describe, expect, it } from '@jest/globals';
import { CommandRate, costOf } from './command-rate.js';

/** Asks `count` times, evenly within a second each `perSecond`. */
function ask(rate: CommandRate, fromMs: number, perSecond: number, seconds: number): string[] {
  return Array.from({ length: perSecond * seconds }, (_, n) => rate.count(fromMs + (n * 1_000) / perSecond));
}

describe('the rate of commands', () => {
  it('lets a steady client ask for ever, and one that catches up ask for a thousand things at once', () => {
    const rate = new CommandRate(0);
    expect(new Set(ask(rate, 0, 200, 60))).toEqual(new Set(['run']));
    const other = new CommandRate(0);
    expect(new Set(Array.from({ length: 1_000 }, () => other.count(0)))).toEqual(new Set(['run']));
  });

  it('refuses a flood, then cuts it', () => {
    const answers = ask(new CommandRate(0), 0, 500, 10);
    const [refused, cut] = [answers.indexOf('refuse'), answers.indexOf('cut')];
    expect(answers.slice(0, refused).every((answer) => answer === 'run')).toBe(true);
    expect(refused).toBeGreaterThan(1_000);
    expect(cut).toBeGreaterThan(refused);
    expect(cut).toBeLessThan(5_000);
  });

  it('says when the next one is run, and runs it then', () => {
    const rate = new CommandRate(0);
    for (let n = 0; n < 1_100; n += 1) rate.count(0);
    expect(rate.count(0)).toBe('refuse');
    const { retryAfterMs } = rate;
    expect(rate.count(retryAfterMs - 6)).toBe('refuse');
    expect(rate.count(retryAfterMs + rate.retryAfterMs)).toBe('run');
  });

  it('counts a sync by its rooms, and a send not before it is refused', () => {
    expect(costOf('room:open', {}, 1_000)).toBe(1);
    expect(costOf('heads', {}, 0)).toBe(1);
    expect(costOf('heads', {}, 2_000)).toBe(201);
    expect(costOf('sync', { rooms: Array(100).fill({}) }, 0)).toBe(11);
    expect(costOf('sync', { rooms: Array(100_000).fill({}) }, 0)).toBe(11);
    expect(costOf('sync', null, 0)).toBe(1);
    expect(costOf('message:send', {}, 0)).toBe(0);
  });

  it('refuses also what costs nothing, once nothing is left', () => {
    const rate = new CommandRate(0);
    for (let n = 0; n < 1_000; n += 1) rate.count(0);
    expect(rate.count(0, 0)).toBe('refuse');
  });
});
