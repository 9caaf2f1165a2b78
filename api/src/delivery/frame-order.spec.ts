import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { Changes } from './changes.schema.js';
import { FrameOrder } from './frame-order.js';

const frame = (after: number, position: number, epoch = 'e'): Changes => ({
  roomId: 'r',
  epoch,
  after,
  position,
  reset: false,
  messages: [],
  members: [],
  room: null,
  users: [],
});

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function order() {
  const sent: string[] = [];
  const frames = new FrameOrder((_key, { after, position }) => sent.push(`${after}-${position}`));
  return { sent, push: (...list: Changes[]) => list.forEach((one) => frames.push('t/r', one)) };
}

describe('the order of frames', () => {
  it('holds a frame that is ahead until the one before it has gone', () => {
    const { sent, push } = order();
    push(frame(0, 1), frame(3, 4), frame(2, 3));
    expect(sent).toEqual(['0-1']);
    push(frame(1, 2));
    expect(sent).toEqual(['0-1', '1-2', '2-3', '3-4']);
  });

  it('sends what is ahead after 100 ms all the same: readers find the gap', () => {
    const { sent, push } = order();
    push(frame(0, 1), frame(2, 3));
    jest.advanceTimersByTime(100);
    expect(sent).toEqual(['0-1', '2-3']);
    push(frame(1, 2), frame(3, 4));
    expect(sent).toEqual(['0-1', '2-3', '3-4']);
  });

  it('begins anew with another epoch, and after a minute of silence', () => {
    const { sent, push } = order();
    push(frame(8, 9), frame(0, 1, 'other'));
    jest.advanceTimersByTime(60_000);
    push(frame(5, 6, 'other'));
    expect(sent).toEqual(['8-9', '0-1', '5-6']);
  });

  it('sends each once and in order, however those of one moment are mixed', () => {
    const mixed = fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7], { minLength: 7 });
    fc.assert(
      fc.property(mixed, (positions) => {
        const { sent, push } = order();
        push(frame(0, 1), ...positions.map((at) => frame(at, at + 1)), ...positions.map((at) => frame(at, at + 1)));
        expect(sent).toEqual(['0-1', ...[1, 2, 3, 4, 5, 6, 7].map((at) => `${at}-${at + 1}`)]);
      }),
    );
  });
});
