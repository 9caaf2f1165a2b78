import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../repository.js';

/** A way to break the product on purpose, and who must notice. */
export interface Control {
  /** `NC1`. */
  readonly id: string;
  /** What the patch does; its first line says the same. */
  readonly title: string;
  /** File of this folder. */
  readonly patch: string;
  /** What is patched; nothing but the product. */
  readonly touches: readonly string[];
  /** The fault that brings it to light. */
  readonly fault: string;
  /** The invariants that must be violated, each of them. */
  readonly caughtBy: readonly string[];
}

/** The folder of the patches. */
export const patchesDir = join(repository, 'proofs', 'controls');

const writer = ['api/src/database/database.ts', 'api/src/delivery/writer.service.ts'];
const statement = ['api/src/database/migrations/1764310000000-WriteBatches.ts'];

/** Every control whose parts exist, in the order of docs/proofs.md. */
export const controls: readonly Control[] = [
  {
    id: 'NC1',
    title: 'acknowledge before the commit',
    patch: 'nc1-ack-before-commit.patch',
    touches: writer,
    fault: 'F1',
    caughtBy: ['I1', 'I6'],
  },
  {
    id: 'NC2',
    title: 'tell the readers before the commit',
    patch: 'nc2-tell-before-commit.patch',
    touches: writer,
    fault: 'F4',
    caughtBy: ['I6'],
  },
  {
    id: 'NC3',
    title: 'look a clientId up before the head is locked, without the unique index',
    patch: 'nc3-look-up-before-lock.patch',
    touches: statement,
    fault: 'F16',
    caughtBy: ['I2'],
  },
  {
    id: 'NC5',
    title: "Socket.IO's connectionStateRecovery instead of sync",
    patch: 'nc5-recovery-instead-of-sync.patch',
    touches: ['api/src/delivery/socket-adapter.ts', 'sdk/src/timeline/feed.ts', 'sdk/src/transport/socket.ts'],
    fault: 'F1',
    caughtBy: ['I7', 'I12'],
  },
  {
    id: 'NC6',
    title: 'apply a frame without comparing its after',
    patch: 'nc6-apply-without-comparing.patch',
    touches: ['sdk/src/timeline/feed.ts'],
    fault: 'F25',
    caughtBy: ['I7', 'I12'],
  },
  {
    id: 'NC8b',
    title: 'take the seq from a plain sequence',
    patch: 'nc8b-seq-from-a-sequence.patch',
    touches: statement,
    fault: 'F4',
    caughtBy: ['I3'],
  },
];

/** The text of a control's patch. */
export const patchOf = ({ patch }: Control): string => readFileSync(join(patchesDir, patch), 'utf8');
