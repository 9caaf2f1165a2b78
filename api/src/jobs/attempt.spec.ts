import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { attempt } from './attempt.js';

const never = new AbortController().signal;
const hang = () => new Promise<void>(() => undefined);

describe('an attempt at a job', () => {
  it('hands the payload over, and ends with the handler', async () => {
    const seen: unknown[] = [];
    const run = (payload: unknown) => Promise.resolve(void seen.push(payload));
    await attempt({ run, withinMs: 1_000 }, { id: 1 }, never);
    expect(seen).toEqual([{ id: 1 }]);
  });

  it('fails as the handler fails', async () => {
    const run = () => Promise.reject(new Error('no luck'));
    await expect(attempt({ run, withinMs: 1_000 }, {}, never)).rejects.toThrow('no luck');
  });

  it('fails when its time is up, though the handler hangs', async () => {
    await expect(attempt({ run: hang, withinMs: 5 }, {}, never)).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('fails when its time is up, though memory was cleared up meanwhile', async () => {
    setFlagsFromString('--expose-gc');
    const clearUp = runInNewContext('gc') as () => void;
    const made = attempt({ run: hang, withinMs: 50 }, {}, never);
    await new Promise((turn) => setImmediate(turn));
    clearUp();
    await expect(made).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('fails when the process ends, and tells the handler', async () => {
    const ending = new AbortController();
    let told: AbortSignal | undefined;
    const run = (_payload: unknown, { signal }: { signal: AbortSignal }) => {
      told = signal;
      return hang();
    };
    const made = attempt({ run, withinMs: 60_000 }, {}, ending.signal);
    ending.abort(new Error('the end'));
    await expect(made).rejects.toThrow('the end');
    expect(told?.aborted).toBe(true);
  });

  it('is not begun to be waited for when the process has ended already', async () => {
    const ending = new AbortController();
    ending.abort(new Error('the end'));
    await expect(attempt({ run: hang, withinMs: 60_000 }, {}, ending.signal)).rejects.toThrow('the end');
  });
});
