import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { abortable, backoffMs, Nudge, onAbort, sleep } from './waiting.js';

describe('waiting', () => {
  it('ends with the reason of the signal, also of one that fired before', async () => {
    const reason = new Error('enough');
    await expect(abortable(new Promise(() => undefined), AbortSignal.abort(reason))).rejects.toBe(reason);
    await expect(sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
    await expect(abortable(Promise.resolve(1), new AbortController().signal)).resolves.toBe(1);
  });

  it('lets any number wait for one signal, and whoever stopped is not called', () => {
    const controller = new AbortController();
    const listening = jest.spyOn(controller.signal, 'addEventListener');
    const called: number[] = [];
    const stops = Array.from({ length: 30 }, (_, n) => onAbort(controller.signal, () => called.push(n)));
    for (const stop of stops.slice(2)) stop();
    controller.abort();
    expect(called).toEqual([0, 1]);
    expect(listening).toHaveBeenCalledTimes(1);
    onAbort(controller.signal, () => called.push(2));
    expect(called).toEqual([0, 1, 2]);
  });

  it('backs off anywhere between nothing and twice as long each time, up to the cap', () => {
    fc.assert(
      fc.property(fc.nat(2_000), (attempt) => {
        const ms = backoffMs(attempt, 500, 30_000);
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(Math.min(30_000, 500 * 2 ** Math.min(attempt, 6)));
      }),
    );
  });

  it('does not miss a nudge that came while nobody waited, and takes several for one', async () => {
    const nudge = new Nudge();
    nudge.now();
    nudge.now();
    await nudge.wait();
    let isOver = false;
    const next = nudge.wait().then(() => (isOver = true));
    await Promise.resolve();
    expect(isOver).toBe(false);
    nudge.now();
    await next;
  });

  it('ends a wait after its time when no nudge comes', async () => {
    await new Nudge().wait(1);
  });
});
