import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

const preload = new URL('./shifted-clock.mjs', import.meta.url).href;

/** What an expression is in a process whose clock is off. */
function evaluated(expression: string, shift: string): unknown {
  const args = ['--import', preload, '--input-type=module', '--eval', `console.log(JSON.stringify(${expression}))`];
  const env = { PATH: process.env.PATH, PROOFS_CLOCK_SHIFT_MS: shift };
  return JSON.parse(execFileSync(process.execPath, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }));
}

describe('a clock that is off', () => {
  it.each([300_000, -86_400_000])(
    'tells the same wrong time in every way that a program asks for it: %i ms',
    (shift) => {
      const ways =
        '[Date.now(), new Date().getTime(), +new Date(), Date.parse(Date()), new (class extends Date {})().getTime()]';
      const told = evaluated(ways, String(shift)) as number[];
      expect(told).toHaveLength(5);
      for (const one of told) expect(Math.abs(one - Date.now() - shift)).toBeLessThan(60_000);
    },
  );

  it('leaves the times that are given as they are', () => {
    const given =
      '[new Date(5).getTime(), new Date(2020, 0).getFullYear(), Date.UTC(1970, 0), new Date() instanceof Date]';
    expect(evaluated(given, '300000')).toEqual([5, 2020, 0, true]);
  });

  it('is no clock without a number', () => {
    expect(() => evaluated('1', 'soon')).toThrow(/PROOFS_CLOCK_SHIFT_MS/);
  });
});
