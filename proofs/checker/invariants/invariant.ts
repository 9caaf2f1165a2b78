import type { History } from '../history.js';

/** One promise of the product, as a question to a run. */
export interface Invariant {
  /** As in docs/proofs.md: `I1`. */
  readonly id: string;
  readonly title: string;
  /** Yields a sentence for each violation; nothing = it held. Reads nothing but the history. */
  violations(history: History): Iterable<string>;
}
