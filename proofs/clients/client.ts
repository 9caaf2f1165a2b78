import type { Actor, PlannedOperation } from '../plan.js';
import type { ClientStanding, TenantSpec } from './protocol.js';
import type { Probe } from './probe.js';
import type { Recorder } from './recorder.js';
import type { Random } from '../random.js';
import type { Tracer } from './tracer.js';

/** What every client of a process is made with. */
export interface Surroundings {
  readonly recorder: Recorder;
  readonly probe: Probe;
  readonly random: Random;
  readonly tenants: readonly TenantSpec[];
  readonly nodeUrls: readonly string[];
  /** As of `WorkerSpec`. */
  readonly clockShiftsMs?: readonly number[];
}

/** Somebody who takes part. */
export interface Client {
  /** Makes the session. @returns the user's id */
  signIn(): Promise<string>;
  /** Goes live in all its rooms; resolves when each was opened once. @param userIds of everybody, by actor */
  open(userIds: Readonly<Record<string, string>>): Promise<void>;
  /** Begins an operation. */
  perform(operation: PlannedOperation): void;
  /** Operations that are begun and not settled. */
  readonly unsettled: number;
  standings(): ClientStanding[];
  /** Writes down what it shows. */
  digest(): void | Promise<void>;
  close(): Promise<void>;
}

/** Who is written about. */
export const tracerOf = (client: string, actor: Actor, { recorder, probe, random, tenants }: Surroundings): Tracer => ({
  recorder,
  probe,
  random: random.fork(client),
  client,
  tenantId: tenants[actor.tenant]?.id ?? '',
  logs: new Map(),
});
