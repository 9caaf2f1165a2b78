import type { Unwritten } from '../clients/recorder.js';
import type { Load } from '../plan.js';
import type { Random } from '../random.js';
import type { TenantSpec } from '../clients/protocol.js';
import type { World } from '../supervisor/world.js';

/** What a fault may break, and for whom. */
export interface Scene extends World {
  readonly tenants: readonly TenantSpec[];
  /** How long the fault lasts. */
  readonly seconds: number;
  /** Notes that something did not hold which only this fault can see; the run is red then. */
  readonly broken: (node: string, detail: string) => void;
  /** Writes down what the fault's own people do and see. */
  readonly record: (event: Unwritten) => void;
}

/** One way of breaking things; see docs/proofs.md. */
export interface Fault {
  /** `F1`. */
  readonly id: string;
  readonly title: string;
  readonly nodes: 1 | 2;
  /** The node brings its own database, as `npm start` does. */
  readonly isEmbedded?: boolean;
  /** The nodes bring their mails to a mail server; else they write them into files. */
  readonly hasMailServer?: boolean;
  /**
   * How far each node's clock is off, in milliseconds. People then come in with tokens of their tenant's own login, which
   * are signed by the clock of their node, give or take half a minute.
   */
  readonly clockShiftsMs?: readonly number[];
  /** What differs from the usual load. */
  readonly load?: Partial<Load>;
  /** The only codes that operations may be refused with; left out = any. */
  readonly refusals?: readonly string[];
  /** What must happen in 60 s for a run to say something; a shorter run has its share. */
  readonly causes?: {
    readonly reconnects?: number;
    readonly gaps?: number;
    readonly infos?: number;
    readonly mails?: number;
    readonly troubles?: number;
  };
  /** How long clients have to come to the tables' state once all is healed, in milliseconds; default 10,000. */
  readonly convergeWithinMs?: number;
  /** Breaks things until `signal` fires; returns when all is whole again. */
  inject(scene: Scene, random: Random, signal: AbortSignal): Promise<void>;
}

/** A half-open connection is noticed by the heartbeat (25 s) that is not answered (20 s); then as usual. */
export const halfOpenConvergeWithinMs = 55_000;
