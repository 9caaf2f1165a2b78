import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import {
  Logger as WorkerLogger,
  type LogLevel,
  type ParsedCronItem,
  parseCronItems,
  run,
  type Runner,
  type TaskList,
} from 'graphile-worker';
import type { Pool } from 'pg';
import { Repeated } from '../common/repeated.js';
import { DatabaseConfig } from '../config/database.config.js';
import { createJobsPool } from '../database/jobs-pool.js';
import { jobsSchema } from '../database/jobs-schema.js';
import { attempt } from './attempt.js';
import { type JobLane, Jobs, type RegisteredJob } from './jobs.js';
import { JobsRepository } from './jobs.repository.js';

/** How many jobs of each lane a node does at once. */
const lanes: Readonly<Record<JobLane, number>> = { mail: 4, send: 4, work: 2 };

/** Each lane listens on a connection of its own; taking and giving back a job needs one for a moment. */
const poolSize = Object.keys(lanes).length + 3;

/** How often jobs are looked for whose time has come; of new ones the database tells at once. In milliseconds. */
const pollMs = 3_000;

/** How long a lane that broke off rests before it goes on, in milliseconds. */
const restMs = 2_000;

/** How often jobs of nodes that are no more are looked for, in milliseconds. */
const tidyEveryMs = 30_000;

/** How long ago the time of a job may have been that is done all the same, when no node was there, in milliseconds. */
const missedMs = 3_600_000;

/** What became of a job is written down at once; as a batch, which is waited for when it stops, and whose failure does not go unheard. */
const writtenDown = { completeJobBatchDelay: 0, failJobBatchDelay: 0 };

/** How long after its time was up an attempt can take to be written down, in milliseconds. */
const marginMs = 30_000;

/** Does the jobs, from when the server listens until it stops. */
@Injectable()
export class JobRunner {
  private readonly logger = new Logger('JobRunner');
  private readonly ending = new AbortController();
  private readonly runners = new Map<JobLane, Runner>();
  private pool: Pool | undefined;
  private lanesRun: Promise<unknown> = Promise.resolve();
  private isStopping = false;
  private stopped: Promise<void> | undefined;
  private readonly tidying = new Repeated(
    tidyEveryMs,
    () =>
      this.repository.tidy(this.jobs.registered().map(({ name, withinMs }) => ({ name, heldMs: withinMs + marginMs }))),
    (error) => this.logger.debug({ err: error }, 'jobs could not be tidied'),
  );

  /** What it says of jobs was said by `do` already; what else goes wrong is about the database. */
  private readonly workerLogger = new WorkerLogger(() => (level: LogLevel, message: string) => {
    if (['debug', 'info'].includes(level) || message.startsWith('Failed task')) return;
    this.logger.debug({ said: message }, 'the queue of jobs is disturbed');
  });

  constructor(
    private readonly jobs: Jobs,
    private readonly repository: JobsRepository,
    private readonly config: DatabaseConfig,
  ) {}

  /** Begins. Nobody waits for it: a database that is away for the moment delays jobs, and nothing else. */
  start(): void {
    const pool = createJobsPool(this.config, poolSize);
    this.pool = pool;
    this.tidying.start();
    const names = Object.keys(lanes) as JobLane[];
    this.lanesRun = Promise.all(names.map((lane) => this.keepRunning(lane, pool)));
  }

  /**
   * Takes no more jobs, and waits for those that were begun; what is not done by then has failed, and is done again by
   * whoever comes next.
   * @param withinMs how long jobs are waited for, in milliseconds
   */
  stop(withinMs: number): Promise<void> {
    this.stopped ??= this.end(withinMs);
    return this.stopped;
  }

  private async end(withinMs: number): Promise<void> {
    this.isStopping = true;
    this.tidying.stop();
    const idle = Promise.all([...this.runners.values()].map((runner) => runner.stop().catch(() => undefined)));
    const done = Promise.all([idle, this.lanesRun]);
    await Promise.race([done, delay(withinMs, undefined, { ref: false })]);
    this.ending.abort(new Error('the server stops'));
    // Written down by then, or found by others to be nobody's.
    await Promise.race([done, delay(withinMs, undefined, { ref: false })]);
    await Promise.race([this.pool?.end(), delay(withinMs, undefined, { ref: false })]);
  }

  private async keepRunning(lane: JobLane, pool: Pool): Promise<void> {
    const tasks = this.tasksOf(lane);
    if (Object.keys(tasks).length === 0) return;
    while (!this.isStopping) {
      try {
        const runner = await run({
          pgPool: pool,
          schema: jobsSchema,
          concurrency: lanes[lane],
          pollInterval: pollMs,
          noHandleSignals: true,
          logger: this.workerLogger,
          taskList: tasks,
          parsedCronItems: this.timesOf(lane),
          preset: { worker: writtenDown },
        });
        this.runners.set(lane, runner);
        // It was asked to stop while it began.
        if (this.isStopping) void runner.stop().catch(() => undefined);
        await runner.promise;
      } catch (error) {
        this.logger.warn({ err: error, lane }, 'jobs could not be looked for');
      }
      this.runners.delete(lane);
      if (!this.isStopping) await delay(restMs, undefined, { ref: false });
    }
  }

  private tasksOf(lane: JobLane): TaskList {
    const jobs = this.jobs.registered().filter((job) => job.lane === lane);
    return Object.fromEntries(jobs.map((job) => [job.name, (payload: unknown) => this.do(job, payload)]));
  }

  private timesOf(lane: JobLane): ParsedCronItem[] {
    return parseCronItems(
      this.jobs.registered().flatMap(({ name, lane: own, every: match }) => {
        if (own !== lane || match === undefined) return [];
        // By its key there is one at a time, however many times passed while no node was there to do it.
        return [{ task: name, match, options: { backfillPeriod: missedMs, maxAttempts: 1, jobKey: name } }];
      }),
    );
  }

  private async do(job: RegisteredJob, payload: unknown): Promise<void> {
    try {
      await attempt(job, payload, this.ending.signal);
    } catch (error) {
      this.logger.warn({ err: error, job: job.name }, 'a job failed and is tried again later');
      // It is kept beside the job. What it was about may be secret, so that only its kind is.
      // eslint-disable-next-line preserve-caught-error -- so
      throw new Error(error instanceof Error ? error.name : 'Error');
    }
  }
}
