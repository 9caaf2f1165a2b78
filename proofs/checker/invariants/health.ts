import type { Invariant } from './invariant.js';

/** No node ended unasked or left an error unhandled, and what a fault watches itself held. */
export const health: Invariant = {
  id: 'health',
  title: 'health',
  *violations({ run }) {
    for (const { node, what, detail } of run.health) yield `${node}: ${what}, ${detail}`;
  },
};
