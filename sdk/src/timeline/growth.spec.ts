import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { message } from '../../test/support/model-room.js';
import type { Changes, Events, Message } from '../contract/index.js';
import { codePoints, grow, learn, noGrowth, settleGrowth } from './growth.js';
import { applyChanges, emptyLog } from './log.js';

type Delta = Events['message:delta'];

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('append' as const), text: fc.nat(4) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('deliver', 'lose', 'repeat' as const), which: fc.nat(4) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('ask', 'answer', 'touch', 'frame' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('end', 'delete' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const pieces = ['a', ' ', '🙂', 'é!', 'a🙂a'];

/** One message that is written, and one reader whose hints are lost, doubled and late, while the log comes in order. */
class Reading {
  /** As the server has it. */
  now: Message = {
    ...message({ id: 'm', seq: 1, position: 1, authorId: 'user-1', clientId: 'c' }),
    text: '',
    streaming: true,
  };
  log = emptyLog;
  growth = noGrowth;
  isMissing = false;
  #deltas: Delta[] = [];
  #frames: Changes[] = [];
  #answer: Message | null = null;

  constructor() {
    this.#tell();
    this.take({ do: 'frame' });
  }

  take(it: Step): void {
    if (it.do === 'append') this.#append(pieces[it.text] ?? '');
    else if ('which' in it) this.#hear(it.do, it.which);
    else if (it.do === 'ask') this.#answer = this.now;
    else if (it.do === 'answer' && this.#answer) {
      this.growth = learn(this.growth, this.log, this.#answer);
      this.#answer = null;
    } else if (it.do === 'frame') {
      const frame = this.#frames.shift();
      if (frame) this.log = applyChanges(this.log, frame);
      this.growth = settleGrowth(this.growth, this.log);
    } else if (it.do === 'touch') this.#commit({});
    else if (it.do === 'end' && this.now.streaming) this.#commit({ streaming: false, text: `${this.now.text}.` });
    else if (it.do === 'delete' && !this.now.deletedAt) {
      this.#commit({ streaming: false, text: '', deletedAt: '2026-01-01T00:00:00.000Z' });
    }
  }

  /** All that is under way comes. */
  settle(): void {
    while (this.#frames.length > 0) this.take({ do: 'frame' });
    while (this.#deltas.length > 0) this.take({ do: 'deliver', which: 0 });
    for (const rest of ['answer', 'ask', 'answer'] as const) this.take({ do: rest });
  }

  get held(): Message | undefined {
    return this.log.messages[0];
  }

  get shown(): string {
    return this.growth.texts['m'] ?? this.held?.text ?? '';
  }

  #append(delta: string): void {
    if (!this.now.streaming) return;
    this.#deltas.push({ roomId: 'room', messageId: 'm', offset: codePoints(this.now.text), delta });
    this.now = { ...this.now, text: this.now.text + delta };
  }

  #hear(what: 'deliver' | 'lose' | 'repeat', which: number): void {
    const at = which % Math.max(1, this.#deltas.length);
    const delta = this.#deltas[at];
    if (what !== 'repeat') this.#deltas.splice(at, 1);
    if (delta && what !== 'lose')
      ({ growth: this.growth, isMissing: this.isMissing } = grow(this.growth, this.log, delta));
  }

  #commit(change: Partial<Message>): void {
    this.now = { ...this.now, ...change, position: this.now.position + 1 };
    this.#tell();
  }

  #tell(): void {
    const { position } = this.now;
    this.#frames.push({
      ...{ roomId: 'room', epoch: 'epoch-1', after: position - 1, position, reset: false },
      ...{ messages: [this.now], members: [], room: null, users: [] },
    });
  }
}

describe('a message that is being written', () => {
  it('shows at every moment the beginning of what was written, and never less than before', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const reading = new Reading();
        let written = '';
        for (const it of steps) {
          const { shown, held } = reading;
          reading.take(it);
          if (reading.now.text.length > written.length) written = reading.now.text;
          expect(written.startsWith(reading.shown)).toBe(true);
          if (held?.streaming && reading.held?.streaming) expect(reading.shown.startsWith(shown)).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('is what the server has once it has ended, whatever was lost, doubled or late; and while it has not, once it was asked for', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const reading = new Reading();
        for (const it of steps) reading.take(it);
        reading.settle();
        expect(reading.held).toMatchObject({ streaming: reading.now.streaming, deletedAt: reading.now.deletedAt });
        expect(reading.shown).toBe(reading.now.text);
        if (!reading.now.streaming) expect(reading.growth.texts).toEqual({});
      }),
      { numRuns: 1_000 },
    );
  });

  it('is asked for where something is missing, and only there', () => {
    const reading = new Reading();
    const hear = (offset: number, delta: string, messageId = 'm') => {
      const next = grow(reading.growth, reading.log, { roomId: 'room', messageId, offset, delta });
      reading.growth = next.growth;
      return next.isMissing;
    };
    expect(hear(0, '🙂a')).toBe(false);
    expect(hear(3, 'x')).toBe(true);
    expect(reading.shown).toBe('🙂a');
    expect(hear(0, '🙂')).toBe(false);
    expect(hear(1, 'abc')).toBe(false);
    expect(reading.shown).toBe('🙂abc');
    expect(hear(9, 'x', 'of nobody')).toBe(false);
  });

  it('is nothing that was heard of it in another history', () => {
    const reading = new Reading();
    reading.take({ do: 'append', text: 4 });
    reading.take({ do: 'deliver', which: 0 });
    expect(reading.shown).toBe('a🙂a');
    expect(settleGrowth(reading.growth, { ...reading.log, epoch: 'epoch-2' }).texts).toEqual({});
  });
});
