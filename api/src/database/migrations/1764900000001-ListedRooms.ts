import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Lets Discover read its list in the order of activity, as a range of an index. The index knows of the activity only in which ten
 * seconds it was: a room in which much is written changes its place in it that often, not with each message, and its head stays
 * where it is on its page. What falls into the same ten seconds is sorted by whoever reads. Which rooms are listed stands on the head,
 * too: a trigger keeps it, since rooms are changed in several places, and by nodes of the former version.
 */
export class ListedRooms1764900000001 implements MigrationInterface {
  name = 'ListedRooms1764900000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE room_heads
        ADD COLUMN is_listed boolean NOT NULL DEFAULT false,
        ADD COLUMN active_slot timestamp NOT NULL
          GENERATED ALWAYS AS (date_bin('10 seconds', active_at AT TIME ZONE 'UTC', timestamp '2000-01-01')) STORED`);
    await runner.query(`
      UPDATE room_heads AS h SET is_listed = true FROM rooms AS r
       WHERE r.tenant_id = h.tenant_id AND r.id = h.room_id
         AND r.type = 'public' AND r.deleted_at IS NULL AND r.archived_at IS NULL`);
    await runner.query('CREATE INDEX room_heads_listed ON room_heads (tenant_id, active_slot) WHERE is_listed');
    await runner.query(`
      CREATE FUNCTION list_room() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE room_heads AS h SET is_listed = NEW.deleted_at IS NULL AND NEW.archived_at IS NULL
         WHERE h.tenant_id = NEW.tenant_id AND h.room_id = NEW.id
           AND h.is_listed <> (NEW.deleted_at IS NULL AND NEW.archived_at IS NULL);
        RETURN NULL;
      END $$`);
    // At the end of the statement, which makes the head, too.
    await runner.query(`
      CREATE TRIGGER rooms_made AFTER INSERT ON rooms FOR EACH ROW WHEN (NEW.type = 'public')
        EXECUTE FUNCTION list_room()`);
    await runner.query(`
      CREATE TRIGGER rooms_closed AFTER UPDATE OF archived_at, deleted_at ON rooms FOR EACH ROW
        WHEN (NEW.type = 'public' AND (OLD.archived_at IS NULL, OLD.deleted_at IS NULL)
              IS DISTINCT FROM (NEW.archived_at IS NULL, NEW.deleted_at IS NULL))
        EXECUTE FUNCTION list_room()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER rooms_closed ON rooms');
    await runner.query('DROP TRIGGER rooms_made ON rooms');
    await runner.query('DROP FUNCTION list_room');
    await runner.query('DROP INDEX room_heads_listed');
    await runner.query('ALTER TABLE room_heads DROP COLUMN active_slot, DROP COLUMN is_listed');
  }
}
