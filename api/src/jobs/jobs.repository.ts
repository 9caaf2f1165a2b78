import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';

/** The queue of jobs, which belongs to no tenant: each payload names its own. */
@Injectable()
export class JobsRepository {
  constructor(private readonly database: Database) {}

  /** @param runAt null = as soon as the transaction is committed */
  async add(
    manager: EntityManager,
    name: string,
    payload: unknown,
    maxAttempts: number,
    runAt: Date | null,
  ): Promise<void> {
    await manager.query('SELECT parley_add_job($1, $2, $3, $4)', [name, JSON.stringify(payload), maxAttempts, runAt]);
  }

  /** A job that is there once by its key: it is put in the place of the one before. @param runAt as of `add` */
  async put(
    manager: EntityManager,
    name: string,
    key: string,
    payload: unknown,
    maxAttempts: number,
    runAt: Date | null,
  ): Promise<void> {
    await manager.query('SELECT parley_put_job($1, $2, $3, $4, $5)', [
      name,
      JSON.stringify(payload),
      maxAttempts,
      runAt,
      key,
    ]);
  }

  /** Takes jobs out by their keys; one that runs is done to its end, and not again. */
  async remove(manager: EntityManager, keys: readonly string[]): Promise<void> {
    await manager.query('SELECT parley_remove_jobs($1)', [keys]);
  }

  /**
   * Frees the jobs that a node took and never gave back, and forgets those that were given up a week ago.
   * @param bounds how long a job of each name can be held by a node that still works on it, in milliseconds
   */
  async tidy(bounds: readonly { name: string; heldMs: number }[]): Promise<void> {
    await this.database.query('SELECT parley_tidy_jobs($1, $2)', [
      bounds.map(({ name }) => name),
      bounds.map(({ heldMs }) => heldMs),
    ]);
  }
}
