import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codePoints } from '../common/schema/text.js';
import { firstRun } from './growth.js';

const part = (offset: number, delta: string) => ({ roomId: 'room', messageId: 'message', offset, delta });

describe('what a message grew by', () => {
  it('is told in one piece where the parts follow each other, in whatever order they came', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', ' ', '🙂', 'é'), minLength: 1 }), { minLength: 1 }),
        fc.infiniteStream(fc.nat()),
        (texts, order) => {
          let offset = 7;
          const parts = texts.map((text) => {
            const one = part(offset, text);
            offset += codePoints(text);
            return one;
          });
          const shuffled = parts.map((one) => ({ one, at: order.next().value as number }));
          shuffled.sort((a, b) => a.at - b.at);
          const { delta, rest } = firstRun(shuffled.map(({ one }) => one));
          expect({ delta, rest }).toEqual({ delta: part(7, texts.join('')), rest: [] });
        },
      ),
    );
  });

  it('is told up to a gap, and the rest is kept', () => {
    const { delta, rest } = firstRun([part(9, 'z'), part(0, '🙂'), part(1, 'b'), part(10, 'z')]);
    expect(delta).toEqual(part(0, '🙂b'));
    expect(rest).toEqual([part(9, 'z'), part(10, 'z')]);
  });
});
