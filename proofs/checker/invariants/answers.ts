import type { Invariant } from './invariant.js';

/** Operations end as they may: what ended had begun, and a refusal has a code that this fault allows. */
export const answers: Invariant = {
  id: 'answers',
  title: 'answers',
  *violations({ operations, run: { refusals } }) {
    const begun = new Set<string>();
    for (const { type, attempt } of operations) if (type === 'invoke') begun.add(attempt);
    for (const { type, attempt, op, client, code = 'no code' } of operations) {
      if (type === 'invoke') continue;
      if (!begun.has(attempt)) yield `${client}: the ${op} ${attempt} ended with ${type} and never began`;
      if (type === 'fail' && refusals && !refusals.includes(code)) yield `${client}: a ${op} was refused with ${code}`;
    }
  },
};
