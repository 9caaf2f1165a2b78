import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { DomainError } from '../common/errors/domain-error.js';
import type { Message } from '../messages/message.schema.js';
import type { Changes } from './changes.schema.js';
import { FrameOrder, type LogPlace } from './frame-order.js';

const room = 'room:t:r';

const frame = (after: number, position: number, epoch = 'e', reset = false): Changes => ({
  roomId: 'r',
  epoch,
  after,
  position,
  reset,
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

/** An order of one open room, over a log whose head the test moves. */
class Node {
  readonly sent: string[] = [];
  readonly reads: number[] = [];
  log: LogPlace = { epoch: 'e', position: 0 };
  /** Changes that one frame can carry. */
  mostAtOnce = 1_000;
  isLogUp = true;
  private readonly order = new FrameOrder({
    emit: (_room, { after, position }) => this.sent.push(`${after}-${position}`),
    readAfter: async (_room, at) => {
      this.reads.push(at.position);
      if (!this.isLogUp) throw new DomainError('unavailable');
      const { epoch, position } = this.log;
      const isWhole = at.epoch === epoch && at.position <= position && position - at.position <= this.mostAtOnce;
      return isWhole ? frame(at.position, position, epoch) : frame(0, position, epoch, true);
    },
  });

  static async reading(position: number): Promise<Node> {
    const node = new Node();
    node.order.open(room);
    node.order.begin(room, { epoch: 'e', position });
    return node;
  }

  open(): void {
    this.order.open(room);
  }

  close(): void {
    this.order.close(room);
  }

  begin(position: number, epoch = 'e'): void {
    this.order.begin(room, { epoch, position });
  }

  /** What other connections and nodes tell. */
  push(...frames: Changes[]): void {
    for (const { epoch, position } of frames) {
      if (epoch === this.log.epoch) this.log = { epoch, position: Math.max(position, this.log.position) };
    }
    for (const one of frames) this.order.push(room, one);
  }

  expect(position: number, epoch = 'e'): boolean {
    return this.order.expect(room, { epoch, position });
  }

  standing(): LogPlace | undefined {
    return [...this.order.standings()][0]?.[1];
  }
}

const later = (ms: number) => jest.advanceTimersByTimeAsync(ms);

describe('the order of frames', () => {
  it('drops what nobody reads', async () => {
    const node = new Node();
    node.push(frame(0, 1));
    node.open();
    node.close();
    node.push(frame(1, 2));
    await later(1_000);
    expect(node.sent).toEqual([]);
    expect(node.standing()).toBeUndefined();
  });

  it('begins where the first reader has read, with what was told meanwhile', () => {
    const node = new Node();
    node.open();
    node.push(frame(2, 3), frame(3, 4), frame(4, 6));
    expect(node.sent).toEqual([]);
    node.begin(3);
    expect(node.sent).toEqual(['3-4', '4-6']);
  });

  it('is not set back by a reader who read earlier', async () => {
    const node = await Node.reading(3);
    node.push(frame(3, 4));
    node.begin(3);
    node.push(frame(4, 5));
    expect(node.sent).toEqual(['3-4', '4-5']);
  });

  it('holds a frame that is ahead until the one before it has gone', async () => {
    const node = await Node.reading(0);
    node.push(frame(0, 1), frame(3, 4), frame(2, 3));
    expect(node.sent).toEqual(['0-1']);
    node.push(frame(1, 2));
    expect(node.sent).toEqual(['0-1', '1-2', '2-3', '3-4']);
    await later(1_000);
    expect(node.reads).toEqual([]);
  });

  it('reads what is missing from the log after 100 ms, once, and never sends what is ahead', async () => {
    const node = await Node.reading(0);
    node.push(frame(0, 1), frame(2, 3), frame(3, 4));
    await later(99);
    expect(node.sent).toEqual(['0-1']);
    await later(1);
    expect(node.sent).toEqual(['0-1', '1-4']);
    node.push(frame(1, 2), frame(4, 5));
    await later(1_000);
    expect(node.sent).toEqual(['0-1', '1-4', '4-5']);
    expect(node.reads).toEqual([1]);
  });

  it('does not say again what came by itself while the log was read', async () => {
    const sent: Changes[] = [];
    let answer: (found: Changes) => void = () => undefined;
    const order = new FrameOrder({
      emit: (_room, one) => sent.push(one),
      readAfter: () => new Promise((resolve) => (answer = resolve)),
    });
    const withMessages = (after: number, position: number): Changes => ({
      ...frame(after, position),
      messages: Array.from({ length: position - after }, (_, n) => ({ position: after + n + 1 }) as Message),
    });
    order.open(room);
    order.begin(room, { epoch: 'e', position: 0 });
    order.push(room, withMessages(2, 3));
    await later(100);
    order.push(room, withMessages(0, 1));
    answer(withMessages(0, 3));
    await later(0);
    expect(sent).toEqual([withMessages(0, 1), withMessages(1, 3)]);
  });

  it('tries again when the log could not be read', async () => {
    const node = await Node.reading(0);
    node.isLogUp = false;
    node.push(frame(1, 2));
    await later(600);
    node.isLogUp = true;
    await later(1_000);
    expect(node.sent).toEqual(['0-2']);
    expect(node.reads).toEqual([0, 0]);
  });

  it('says only where the room stands where the log cannot say it in one frame, and goes on from there', async () => {
    const node = await Node.reading(0);
    node.mostAtOnce = 5;
    node.push(frame(10, 11), frame(11, 12));
    await later(100);
    expect(node.sent).toEqual(['12-12']);
    node.push(frame(12, 13));
    expect(node.sent).toEqual(['12-12', '12-13']);
  });

  it('reads the logs of four rooms at a time, and none whose frames come meanwhile', async () => {
    const reads: string[] = [];
    const answers: (() => void)[] = [];
    const sent: string[] = [];
    const order = new FrameOrder({
      emit: (name, { after, position }) => sent.push(`${name} ${after}-${position}`),
      readAfter: (name, { position }) =>
        new Promise((resolve) => {
          reads.push(name);
          answers.push(() => resolve(frame(position, 2)));
        }),
    });
    for (const name of '123456') {
      order.open(name);
      order.begin(name, { epoch: 'e', position: 0 });
      order.push(name, frame(1, 2));
    }
    await later(100);
    expect(reads).toEqual(['1', '2', '3', '4']);
    order.push('5', frame(0, 1));
    expect(sent).toEqual(['5 0-1', '5 1-2']);
    answers[0]?.();
    await later(0);
    expect(reads).toEqual(['1', '2', '3', '4', '6']);
    for (const answer of answers) answer();
    await later(0);
    expect(sent.sort()).toEqual(['1 0-2', '2 0-2', '3 0-2', '4 0-2', '5 0-1', '5 1-2', '6 0-2']);
  });

  it('takes another epoch from the log alone, and then goes on in it', async () => {
    const node = await Node.reading(8);
    node.push(frame(8, 9));
    node.push(frame(3, 4, 'stale'));
    await later(100);
    node.push(frame(9, 10));
    node.log = { epoch: 'restored', position: 4 };
    node.push(frame(3, 4, 'restored'));
    await later(100);
    node.push(frame(4, 5, 'restored'));
    expect(node.sent).toEqual(['8-9', '9-10', '4-4', '4-5']);
    expect(node.standing()).toEqual({ epoch: 'restored', position: 5 });
  });

  it('lets a comparison of the heads find what was never told', async () => {
    const node = await Node.reading(2);
    node.log = { epoch: 'e', position: 5 };
    expect(node.expect(5)).toBe(true);
    await later(100);
    expect(node.sent).toEqual(['2-5']);
    expect(node.expect(5)).toBe(false);
  });

  it('does not read what comes by itself while a comparison waits', async () => {
    const node = await Node.reading(2);
    node.expect(4);
    node.push(frame(2, 3), frame(3, 4));
    await later(1_000);
    expect(node.reads).toEqual([]);
  });

  it('follows a log that was put back without a new epoch', async () => {
    const node = await Node.reading(9);
    node.log = { epoch: 'e', position: 4 };
    node.push(frame(10, 11));
    node.log = { epoch: 'e', position: 4 };
    await later(100);
    node.push(frame(4, 5));
    expect(node.sent).toEqual(['4-4', '4-5']);
  });

  it('holds a bounded number of frames, and finds the rest in the log', async () => {
    const node = await Node.reading(0);
    node.push(...Array.from({ length: 500 }, (_, n) => frame(n + 1, n + 2)));
    await later(100);
    expect(node.sent).toEqual(['0-501']);
  });

  it.each([
    ['says so once a try when the log cannot be read for a reason of our own', new TypeError('broken'), 2],
    ['says nothing when the database is away, which others say', new DomainError('unavailable'), 0],
  ])('%s', async (_what, thrown, times) => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const order = new FrameOrder({ emit: () => undefined, readAfter: () => Promise.reject(thrown) });
    order.open(room);
    order.begin(room, { epoch: 'e', position: 0 });
    order.expect(room, { epoch: 'e', position: 1 });
    await later(1_100);
    order.close(room);
    expect(warn).toHaveBeenCalledTimes(times);
    if (times > 0) expect(warn).toHaveBeenCalledWith({ err: thrown, room }, expect.any(String));
    warn.mockRestore();
  });

  it('sends every change once and in order, whatever is lost, doubled or late', async () => {
    const deliveries = fc.array(fc.record({ at: fc.nat(19), waitMs: fc.constantFrom(0, 0, 10, 60, 150) }), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(deliveries, async (told) => {
        const node = await Node.reading(0);
        node.log = { epoch: 'e', position: 20 };
        for (const { at, waitMs } of told) {
          node.push(frame(at, at + 1));
          await later(waitMs);
        }
        node.expect(20);
        await later(1_000);
        const steps = node.sent.map((step) => step.split('-').map(Number));
        expect(steps.map(([after]) => after)).toEqual([0, ...steps.slice(0, -1).map(([, position]) => position)]);
        expect(steps.at(-1)?.[1]).toBe(20);
      }),
      { numRuns: 200 },
    );
  });
});
