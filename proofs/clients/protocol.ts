import type { SigningMaterial } from '../../sdk/src/server/index.js';
import type { Actor, Load, RoomKind } from '../plan.js';

/** A tenant of the run, with its rooms. */
export interface TenantSpec {
  readonly id: string;
  readonly publicKey: string;
  /** Of its own login; as JSON can carry it. */
  readonly signingKey: SigningMaterial;
  readonly rooms: Readonly<Record<RoomKind, string>>;
  readonly secretKey: string;
  /** Who made the rooms. */
  readonly ownerId: string;
}

/** What a process of clients is started with, as its argument. */
export interface WorkerSpec {
  readonly proc: string;
  readonly historyFile: string;
  /** For the probe: past every proxy. */
  readonly databaseUrl: string;
  readonly seed: number;
  /** Everybody of the run: all processes make the same plan, and each does its part. */
  readonly cast: readonly Actor[];
  /** Names of those who live in this process. */
  readonly own: readonly string[];
  readonly tenants: readonly TenantSpec[];
  /** Where each node is reached, through its proxy. */
  readonly nodeUrls: readonly string[];
  /** How far each node's clock is off, in milliseconds: people come in through the own login then. Left out = as guests. */
  readonly clockShiftsMs?: readonly number[];
}

/** Where one client stands in one room. */
export interface ClientStanding {
  readonly client: string;
  readonly roomId: string;
  readonly isConnected: boolean;
  readonly epoch: string | null;
  readonly position: number;
}

/** What the supervisor asks a process of clients. */
export interface Questions {
  /** Makes the sessions. Answers the users' ids by actor. */
  signIn(): Promise<Record<string, string>>;
  /** Goes live in every room. @param userIds of everybody, by actor */
  open(userIds: Readonly<Record<string, string>>): Promise<void>;
  /** Starts the load. */
  begin(load: Load, seconds: number): Promise<void>;
  /** Begins nothing new. Answers how many operations are not settled. */
  unsettled(): Promise<number>;
  standings(): Promise<ClientStanding[]>;
  /** Writes down what every client shows. */
  digest(): Promise<void>;
  /** Ends every client and the history. */
  close(): Promise<void>;
}

/** A question on its way to a process of clients. */
export interface Asked {
  readonly id: number;
  readonly name: keyof Questions;
  readonly args: unknown[];
}

/** Its answer. */
export interface Answered {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}
