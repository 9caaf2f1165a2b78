import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { JobsRepository } from './jobs.repository.js';

/**
 * Every kind of job with what it is given. Each feature adds its own by declaration merging. A payload is kept in the
 * database until the job is done: it holds ids, never a secret or an address.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by declaration merging
export interface JobPayloads {}

/** The name of a kind of job. */
export type JobName = keyof JobPayloads;

/**
 * Jobs of one lane wait for each other only. `mail` is for what waits for a mail server, `send` for what people wait for in a
 * room, `work` for everything else, which a mail server that hangs must not hold up.
 */
export type JobLane = 'mail' | 'send' | 'work';

/** What a handler knows of the attempt it makes. */
export interface JobAttempt {
  /** Aborted when the time of the attempt is up, or the process ends. */
  readonly signal: AbortSignal;
}

/** Does a job. When it throws, it is done again later: everything it does must bear to be done twice. */
export type JobHandler<Payload> = (payload: Payload, attempt: JobAttempt) => Promise<void>;

/** A kind of job that this process can do. */
export interface RegisteredJob {
  readonly name: string;
  readonly lane: JobLane;
  /** How long one attempt may take, in milliseconds. */
  readonly withinMs: number;
  /** When it is added by itself, as a line of crontab says it, in UTC; undefined = never. */
  readonly every: string | undefined;
  readonly run: JobHandler<unknown>;
}

/** How a job is done, where that is not as usual. */
interface AddOptions {
  /** When it is done first; left out = now. */
  runAt?: Date;
  /** How often it is tried. The pauses grow by the factor e, from 3 s up to 6 h: 14 attempts take a day and 4 hours. */
  maxAttempts?: number;
}

/** Enough attempts for a day. */
const attemptsOfADay = 14;

const usualTimeMs = 60_000;

/** Keys of one kind of job, apart from those of others. */
const keyOf = (name: string, key: string): string => `${name}:${key}`;

/**
 * Work that must be done, though not now: it survives a crash, and is tried again when it fails. Any node may do it.
 */
@Injectable()
export class Jobs {
  private readonly jobs = new Map<string, RegisteredJob>();

  constructor(private readonly repository: JobsRepository) {}

  /** Adds a job in a running transaction: it is there when that commits, and never was when it does not. */
  async add<N extends JobName>(
    manager: EntityManager,
    name: N,
    payload: JobPayloads[N],
    { runAt, maxAttempts = attemptsOfADay }: AddOptions = {},
  ): Promise<void> {
    await this.repository.add(manager, name, payload, maxAttempts, runAt ?? null);
  }

  /**
   * As `add`, of a job that is there once by its key: put again, it is done then instead. One that is running is done to its end.
   */
  async put<N extends JobName>(
    manager: EntityManager,
    name: N,
    key: string,
    payload: JobPayloads[N],
    { runAt, maxAttempts = attemptsOfADay }: AddOptions = {},
  ): Promise<void> {
    await this.repository.put(manager, name, keyOf(name, key), payload, maxAttempts, runAt ?? null);
  }

  /** Takes jobs back that were put, in a running transaction; those that are not there any more are no error. */
  async remove(manager: EntityManager, name: JobName, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await this.repository.remove(
      manager,
      keys.map((key) => keyOf(name, key)),
    );
  }

  /**
   * Says how a kind of job is done; from the constructor of who does it, so that it is known before any job is begun.
   * @param options.withinMs an attempt that takes longer has failed
   * @param options.every when it is done by itself, as a line of crontab says it, in UTC: once for all nodes, with `{}`;
   *   one that failed is done at its next time
   */
  handle<N extends JobName>(
    name: N,
    handler: JobHandler<JobPayloads[N]>,
    { lane = 'work', withinMs = usualTimeMs, every }: { lane?: JobLane; withinMs?: number; every?: string } = {},
  ): void {
    if (this.jobs.has(name)) throw new Error(`two handlers for the job ${name}`);
    this.jobs.set(name, { name, lane, withinMs, every, run: handler as JobHandler<unknown> });
  }

  /** What this process can do. */
  registered(): readonly RegisteredJob[] {
    return [...this.jobs.values()];
  }
}
