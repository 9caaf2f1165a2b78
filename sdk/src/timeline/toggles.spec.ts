import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Change, message, ModelRoom } from '../../test/support/model-room.js';
import type { Changes, Message } from '../contract/index.js';
import { applyChanges, emptyLog } from './log.js';
import { drawToggles, endToggle, qualifiedEmoji, settleToggles, type Toggle, type Toggles } from './toggles.js';

const emojis = ['👍', '❤️', '🎉'];
const me = 'user-1';

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('toggle' as const),
      target: fc.nat(2),
      emoji: fc.nat(2),
      isOn: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('reach', 'refuse', 'acknowledge', 'deliver' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('others' as const),
      what: fc.constantFrom('react', 'unreact', 'edit', 'delete', 'pin', 'unpin' as const),
      target: fc.nat(2),
      by: fc.integer({ min: 2, max: 3 }),
      emoji: fc.nat(2),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** One person who reacts, a server that takes its time, and frames that come whenever they come. */
class Reacting {
  readonly server = new ModelRoom(100, 10);
  log = emptyLog;
  toggles: Toggles = [];
  /** On their way to the server, one after the other; what it said comes back later than that, or with it. */
  #waiting: Toggle[] = [];
  #answers: { toggle: Toggle; position: number | null }[] = [];
  #frames: Changes[] = [];

  constructor() {
    this.server.commit(Array.from({ length: 3 }, () => ({ what: 'send', by: 2 })));
    this.log = applyChanges(this.log, this.server.answer({}));
  }

  take(it: Step): void {
    if (it.do === 'toggle') {
      const messageId = `message-${it.target + 1}`;
      const toggle = { messageId, emoji: emojis[it.emoji] ?? '', userId: me, isOn: it.isOn };
      this.toggles = [...this.toggles, toggle];
      this.#waiting.push(toggle);
    } else if (it.do === 'others') this.#commit({ ...it, emoji: emojis[it.emoji] ?? '' });
    else if (it.do === 'reach' || it.do === 'refuse') this.#reach(it.do === 'refuse');
    else if (it.do === 'acknowledge') {
      const answer = this.#answers.shift();
      if (!answer) return;
      const { epoch } = this.log;
      const { toggle, position } = answer;
      this.toggles = endToggle(this.toggles, toggle, position === null ? undefined : { epoch, position });
      this.toggles = settleToggles(this.toggles, this.log);
    } else {
      const frame = this.#frames.shift();
      if (frame) this.log = applyChanges(this.log, frame);
      this.toggles = settleToggles(this.toggles, this.log);
    }
  }

  settle(): void {
    const [waiting, answers] = [this.#waiting.length, this.#waiting.length + this.#answers.length];
    for (let i = 0; i < waiting; i++) this.take({ do: 'reach' });
    for (let i = 0; i < answers; i++) this.take({ do: 'acknowledge' });
    while (this.#frames.length > 0) this.take({ do: 'deliver' });
  }

  /** Whether this person's reaction is shown on a message. */
  shows(drawn: Message, emoji: string): boolean {
    return drawn.reactions.some((reaction) => reaction.emoji === emoji && reaction.userIds.includes(me));
  }

  #reach(isRefused: boolean): void {
    const toggle = this.#waiting.shift();
    if (!toggle) return;
    const target = Number(toggle.messageId.slice(-1)) - 1;
    const isDeleted = !!this.server.state.messages[target]?.deletedAt;
    if (isRefused || isDeleted) return void this.#answers.push({ toggle, position: null });
    this.#commit({ what: toggle.isOn ? 'react' : 'unreact', target, by: 1, emoji: toggle.emoji });
    this.#answers.push({ toggle, position: this.server.state.messages[target]?.position ?? 0 });
  }

  #commit(change: Change): void {
    const frame = this.server.commit([change]);
    if (frame) this.#frames.push(frame);
  }
}

describe('reactions under way', () => {
  it('show as the person wants them, count everybody once, and in the end are what the server has', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const it = new Reacting();
        for (const one of steps) {
          it.take(one);
          for (const held of it.log.messages) {
            const drawn = drawToggles(held, it.toggles);
            for (const { userIds, count } of drawn.reactions) {
              expect(count).toBe(userIds.length);
              expect(new Set(userIds).size).toBe(userIds.length);
            }
            if (held.deletedAt) expect(drawn).toBe(held);
            else
              for (const emoji of emojis) {
                const last = it.toggles.filter((one) => one.messageId === held.id && one.emoji === emoji).at(-1);
                expect(it.shows(drawn, emoji)).toBe(last?.isOn ?? it.shows(held, emoji));
              }
          }
        }
        it.settle();
        expect(it.toggles).toEqual([]);
        expect(it.log.messages.map((held) => drawToggles(held, it.toggles))).toEqual(it.server.state.messages);
      }),
      { numRuns: 1_000 },
    );
  });

  it('leave as they are what none of them changes', () => {
    const of = { id: 'message-1', seq: 1, position: 1, authorId: me, clientId: 'c' };
    const held = { ...message(of), reactions: [{ emoji: '👍', count: 70, userIds: [me, 'user-2'] }] };
    const toggle = { messageId: held.id, emoji: '👍', userId: me, isOn: true };
    expect(drawToggles(held, [toggle])).toBe(held);
    expect(drawToggles(held, [{ ...toggle, messageId: 'message-2', isOn: false }])).toBe(held);
    const taken = drawToggles(held, [{ ...toggle, isOn: false }]);
    expect(taken.reactions).toEqual([{ emoji: '👍', count: 69, userIds: ['user-2'] }]);
  });

  it('wait for the log where it does not tell whether the person has reacted so: not all who did are listed', () => {
    const of = { id: 'message-1', seq: 1, position: 1, authorId: me, clientId: 'c' };
    const toggle = { messageId: of.id, emoji: '👍', userId: me, isOn: true };
    const off = { ...toggle, isOn: false };
    const unlisted = { ...message(of), reactions: [{ emoji: '👍', count: 70, userIds: ['user-2'] }] };
    expect(drawToggles(unlisted, [toggle])).toBe(unlisted);
    expect(drawToggles(unlisted, [off])).toBe(unlisted);
    expect(drawToggles(unlisted, [{ ...toggle, emoji: '🎉' }]).reactions).toHaveLength(2);
    // Of who is listed it is known, also once they are not any more.
    const listed = { ...unlisted, reactions: [{ emoji: '👍', count: 70, userIds: [me, 'user-2'] }] };
    const again = drawToggles(listed, [off, toggle]);
    expect(again.reactions).toEqual([{ emoji: '👍', count: 70, userIds: ['user-2', me] }]);
  });

  it('are of one emoji, however it is written', () => {
    expect(['❤', '❤\uFE0F', '❤\uFE0E'].map(qualifiedEmoji)).toEqual(['❤\uFE0F', '❤\uFE0F', '❤\uFE0F']);
    expect(['👍', '👍\uFE0F', '☝🏽', '1⃣'].map(qualifiedEmoji)).toEqual(['👍', '👍', '☝🏽', '1\uFE0F⃣']);
  });
});
