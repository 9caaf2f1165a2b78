import { join } from 'node:path';
import { repository } from '../repository.js';

/** A sabotage of the product, and what must notice it. */
export interface Control {
  /** As in docs/proofs.md: `NC1`. */
  readonly id: string;
  readonly title: string;
  /** Names `<patch>.patch` in this folder. */
  readonly patch: string;
  /** The fault under which it shows. */
  readonly fault: string;
  /** The invariants that must be violated, all of them. */
  readonly caughtBy: readonly string[];
}

/** Every control whose parts exist. */
export const controls: readonly Control[] = [
  { id: 'NC1', title: 'ack before COMMIT', patch: 'nc1', fault: 'F1', caughtBy: ['I1'] },
  { id: 'NC2', title: 'fan-out before COMMIT', patch: 'nc2', fault: 'F4', caughtBy: ['I6'] },
  { id: 'NC3', title: 'look-up before the lock', patch: 'nc3', fault: 'F16', caughtBy: ['I2'] },
  { id: 'NC4', title: 'the banned hear on', patch: 'nc4', fault: 'F7', caughtBy: ['I8', 'I9'] },
  { id: 'NC5', title: "Socket.IO's recovery alone", patch: 'nc5', fault: 'F1', caughtBy: ['I7', 'I12'] },
  { id: 'NC6', title: '`after` is not compared', patch: 'nc6', fault: 'F9', caughtBy: ['I7', 'I12'] },
  { id: 'NC8b', title: 'seq from a plain sequence', patch: 'nc8b', fault: 'F4', caughtBy: ['I3'] },
  { id: 'NC9', title: 'reactions from memory', patch: 'nc9', fault: 'F8', caughtBy: ['changes'] },
];

/** Where a control's patch is; it applies to the top folder. */
export const patchOf = ({ patch }: Control): string => join(repository, 'proofs', 'controls', `${patch}.patch`);
