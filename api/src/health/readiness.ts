import { Injectable } from '@nestjs/common';
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

  async check(): Promise<{ isDatabaseUp: boolean; isDraining: boolean }> {
    return { isDatabaseUp: await this.database.isUp(), isDraining: this.isDraining };
  }
}
