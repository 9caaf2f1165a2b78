import { answers } from './answers.js';
import { ban } from './ban.js';
import { changes } from './changes.js';
import { committedOnly } from './committed-only.js';
import { convergence } from './convergence.js';
import { deletions } from './deletions.js';
import { dense } from './dense.js';
import { effects } from './effects.js';
import { gapRule } from './gap-rule.js';
import { health } from './health.js';
import type { Invariant } from './invariant.js';
import { kept } from './kept.js';
import { oneOrder } from './one-order.js';
import { once } from './once.js';
import { readPointer } from './read-pointer.js';
import { realTime } from './real-time.js';
import { unhindered } from './unhindered.js';
import { unread } from './unread.js';
import { walls } from './walls.js';

/** Every invariant whose parts exist, in the order of docs/proofs.md. */
export const invariants: readonly Invariant[] = [
  kept,
  once,
  dense,
  oneOrder,
  realTime,
  committedOnly,
  gapRule,
  walls,
  ban,
  unread,
  readPointer,
  convergence,
  effects,
  changes,
  deletions,
  answers,
  unhindered,
  health,
];
