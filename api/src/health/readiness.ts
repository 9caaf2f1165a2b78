import { Injectable } from '@nestjs/common';
import { DomainError } from '../common/errors/domain-error.js';
import { Database } from '../database/database.js';

/** Whether this node should be sent requests. Migrations have run before it listens at all. */
@Injectable()
export class Readiness {
  private isDraining = false;

  constructor(private readonly database: Database) {}

  /** From now on the node is on its way out. */
  drain(): void {
    this.isDraining = true;
  }

  /** @throws DomainError unavailable, saying why this node should be sent nothing */
  async require(): Promise<void> {
    if (this.isDraining) throw new DomainError('unavailable', 'This server is about to stop');
    if (!(await this.database.isUp())) throw new DomainError('unavailable', 'The database does not answer');
  }
}
