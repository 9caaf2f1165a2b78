import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Room, Timeline } from '@parley/sdk';
import { forgetArrived, forgetUnsent } from './forget-unsent.js';

/** Stands in for a tab's storage, which Node has none of. */
const had = Object.getOwnPropertyDescriptor(globalThis, 'sessionStorage');
let kept: Record<string, string>;
beforeEach(() => {
  kept = {};
  const hidden = (value: unknown) => ({ value, enumerable: false });
  Object.defineProperties(kept, {
    getItem: hidden((name: string) => kept[name] ?? null),
    setItem: hidden((name: string, value: string) => void (kept[name] = value)),
    removeItem: hidden((name: string) => void delete kept[name]),
  });
  Object.defineProperty(globalThis, 'sessionStorage', { value: kept, configurable: true });
});
afterEach(() => {
  if (had) Object.defineProperty(globalThis, 'sessionStorage', had);
  else delete (globalThis as { sessionStorage?: unknown }).sessionStorage;
});

/** A room with one message, and what changes it. */
function givenRoom() {
  const listeners = new Set<(timeline: Timeline) => void>();
  let status = 'sending';
  const get = () =>
    ({ room: { id: 'r', slug: null }, items: [{ key: 'c', status, authorId: 'u', text: 'hi' }] }) as never;
  const subscribe = (fn: (timeline: Timeline) => void) => {
    listeners.add(fn);
    fn(get());
    return () => listeners.delete(fn);
  };
  const become = (next: string) => {
    status = next;
    for (const fn of listeners) fn(get());
  };
  return { room: { timeline: { get, subscribe } } as unknown as Pick<Room, 'timeline'>, become, listeners };
}

describe('what has not arrived in a room that is shown no more', () => {
  it('is kept until it arrives', async () => {
    const { room, become, listeners } = givenRoom();
    forgetArrived('pk_1:', room);
    become('failed');
    expect(Object.values(kept)).toEqual(['[{"clientId":"c","text":"hi","authorId":"u"}]']);
    become('sent');
    expect(kept).toEqual({});
    await Promise.resolve();
    expect(listeners.size).toBe(0);
  });

  it('is kept of a thread by the message on which it hangs', () => {
    const { room, become } = givenRoom();
    forgetArrived('pk_1:', room, 'root');
    become('failed');
    expect(Object.keys(kept)).toEqual(['pk_1:root']);
    become('sent');
    expect(kept).toEqual({});
  });

  it('is not kept again once its person has left, when it fails and never arrives', () => {
    const { room, become } = givenRoom();
    forgetArrived('pk_1:', room);
    kept['of the page'] = 'its own';
    forgetUnsent('pk_1:');
    become('failed');
    expect(kept).toEqual({ 'of the page': 'its own' });
  });
});
