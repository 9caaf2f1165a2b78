import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * When the last socket of somebody who waits for a stranger went, as far as one node knew: nobody is matched with them, and another
 * node that has a socket of theirs takes it back.
 */
export class LeftTickets1764900000002 implements MigrationInterface {
  name = 'LeftTickets1764900000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE match_tickets ADD COLUMN left_at timestamptz');
    await runner.query(`
      CREATE INDEX match_tickets_left ON match_tickets (left_at)
       WHERE left_at IS NOT NULL AND room_id IS NULL AND ended_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX match_tickets_left');
    await runner.query('ALTER TABLE match_tickets DROP COLUMN left_at');
  }
}
