import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type pg from 'pg';
import type { MailKind, SeenMessage, SeenReaction } from '../history/events.js';
import type { KeptMember, LogRow, SeenPointer } from '../history/log-rows.js';

/**
 * Copies every committed version of a message and of a seat. It runs as the superuser that makes it, because the
 * product's roles see nothing of it, and row level security would let them write nowhere else. A read pointer that moves is
 * no version of its seat, and has a log of its own.
 */
const install = `
  CREATE TABLE proof_log (
    n         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    tablename text NOT NULL,
    version   jsonb NOT NULL
  );
  CREATE FUNCTION write_proof_log() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
  BEGIN
    INSERT INTO proof_log (tablename, version) VALUES (TG_TABLE_NAME, to_jsonb(NEW));
    RETURN NULL;
  END $$;
  CREATE TRIGGER proof_log_insert AFTER INSERT ON messages FOR EACH ROW EXECUTE FUNCTION write_proof_log();
  CREATE TRIGGER proof_log_update AFTER UPDATE ON messages FOR EACH ROW
    WHEN ((OLD.position, OLD.seq, OLD.id, OLD.text, OLD.author_id, OLD.client_id, OLD.edited_at, OLD.deleted_at,
           OLD.reactions, OLD.pinned_at) IS DISTINCT FROM
          (NEW.position, NEW.seq, NEW.id, NEW.text, NEW.author_id, NEW.client_id, NEW.edited_at, NEW.deleted_at,
           NEW.reactions, NEW.pinned_at))
    EXECUTE FUNCTION write_proof_log();
  CREATE TRIGGER proof_log_insert AFTER INSERT ON members FOR EACH ROW EXECUTE FUNCTION write_proof_log();
  CREATE TRIGGER proof_log_update AFTER UPDATE ON members FOR EACH ROW
    WHEN ((OLD.position, OLD.left_at) IS DISTINCT FROM (NEW.position, NEW.left_at))
    EXECUTE FUNCTION write_proof_log();
  CREATE FUNCTION write_pointer_log() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
  BEGIN
    INSERT INTO proof_log (tablename, version) VALUES ('read_pointers', to_jsonb(NEW));
    RETURN NULL;
  END $$;
  CREATE TRIGGER pointer_log_insert AFTER INSERT ON members FOR EACH ROW EXECUTE FUNCTION write_pointer_log();
  CREATE TRIGGER pointer_log_update AFTER UPDATE ON members FOR EACH ROW
    WHEN (OLD.read_seq IS DISTINCT FROM NEW.read_seq) EXECUTE FUNCTION write_pointer_log()`;

/** Begins to keep a log of what is committed; not part of the product. */
export async function installProofLog(client: pg.Client): Promise<void> {
  await client.query(install);
}

interface MessageRow {
  tenant_id: string;
  room_id: string;
  id: string;
  seq: number;
  position: number;
  author_id: string;
  client_id: string;
  text: string;
  edited_at: string | null;
  deleted_at: string | null;
  /** null = none. */
  reactions: SeenReaction[] | null;
  pinned_at: string | null;
}

interface MemberRow {
  tenant_id: string;
  room_id: string;
  user_id: string;
  position: number;
  left_at: string | null;
  /** `infinity` = without end. The run's bans are; each is ended by somebody. */
  ban_until: string | null;
  read_seq: number;
}

const iso = (at: string | null): string | null => (at === null ? null : new Date(at).toISOString());

const toMessage = (row: MessageRow): { table: 'messages'; tenantId: string; roomId: string } & SeenMessage => ({
  table: 'messages',
  tenantId: row.tenant_id,
  roomId: row.room_id,
  id: row.id,
  seq: row.seq,
  position: row.position,
  authorId: row.author_id,
  clientId: row.client_id,
  text: row.text,
  editedAt: iso(row.edited_at),
  deletedAt: iso(row.deleted_at),
  reactions: row.reactions ?? [],
  pinnedAt: iso(row.pinned_at),
});

const toMember = (row: MemberRow): { table: 'members'; tenantId: string; roomId: string } & KeptMember => ({
  table: 'members',
  tenantId: row.tenant_id,
  roomId: row.room_id,
  userId: row.user_id,
  position: row.position,
  leftAt: iso(row.left_at),
  isBanned: row.ban_until !== null,
});

const toPointer = (row: MemberRow): { table: 'read_pointers'; tenantId: string; roomId: string } & SeenPointer => ({
  table: 'read_pointers',
  tenantId: row.tenant_id,
  roomId: row.room_id,
  userId: row.user_id,
  readSeq: row.read_seq,
});

function toVersion({ tablename, version }: { tablename: string; version: unknown }) {
  if (tablename === 'messages') return toMessage(version as MessageRow);
  return tablename === 'members' ? toMember(version as MemberRow) : toPointer(version as MemberRow);
}

/** Writes the log and the tables, as one moment shows them, a JSON object a line. */
export async function dumpTo(file: string, client: pg.Client): Promise<void> {
  const out = createWriteStream(file);
  const write = (row: LogRow): void => void out.write(`${JSON.stringify(row)}\n`);
  const read = async <Row>(sql: string): Promise<Row[]> => (await client.query(sql)).rows as Row[];
  await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    const log = await read<{ tablename: string; version: unknown; at: Date }>(
      'SELECT tablename, version, at FROM proof_log ORDER BY n',
    );
    for (const row of log) write({ from: 'proof_log', at: row.at.toISOString(), ...toVersion(row) });
    // As JSON, so that both come through the same types.
    const messages = await read<{ row: MessageRow }>(
      'SELECT to_jsonb(m) AS row FROM messages AS m ORDER BY tenant_id, room_id, seq',
    );
    for (const { row } of messages) write({ from: 'tables', ...toMessage(row) });
    const reactions = await read<{ tenant_id: string; room_id: string; seq: string; emoji: string; user_id: string }>(
      'SELECT tenant_id, room_id, seq, emoji, user_id FROM message_reactions ORDER BY tenant_id, room_id, seq, position',
    );
    for (const { tenant_id: tenantId, room_id: roomId, seq, emoji, user_id: userId } of reactions) {
      write({ from: 'tables', table: 'reactions', tenantId, roomId, seq: Number(seq), emoji, userId });
    }
    const members = await read<{ row: MemberRow }>(
      'SELECT to_jsonb(m) AS row FROM members AS m ORDER BY tenant_id, room_id, position',
    );
    for (const { row } of members) {
      write({ from: 'tables', ...toMember(row) });
      write({ from: 'tables', ...toPointer(row) });
    }
    const rooms = await read<{ tenant_id: string; id: string; type: 'public' | 'private' }>(
      'SELECT tenant_id, id, type FROM rooms ORDER BY tenant_id, id',
    );
    for (const { tenant_id: tenantId, id: roomId, type } of rooms) {
      write({ from: 'tables', table: 'rooms', tenantId, roomId, type });
    }
    for (const head of await readHeads(client)) write({ from: 'tables', table: 'room_heads', ...head });
    const mails = await read<{ id: string; kind: MailKind; email: string }>('SELECT id, kind, email FROM mails');
    for (const { id, kind, email: to } of mails) write({ from: 'tables', table: 'mails', id, kind, to });
    // What comes by the clock owes nobody anything, and one node's clock may be ahead of the database's.
    const jobs = await read<{ name: string; attempts: number }>(
      "SELECT task_identifier AS name, attempts FROM graphile_worker.jobs WHERE task_identifier <> 'sweep'",
    );
    for (const job of jobs) write({ from: 'tables', table: 'jobs', ...job });
  } finally {
    await client.query('ROLLBACK');
  }
  out.end();
  await once(out, 'finish');
}

/** Where every room stands now. */
export async function readHeads(
  client: pg.Client,
): Promise<{ tenantId: string; roomId: string; epoch: string; lastSeq: number; position: number }[]> {
  const { rows } = await client.query<{
    tenant_id: string;
    room_id: string;
    epoch: string;
    last_seq: string;
    position: string;
  }>('SELECT tenant_id, room_id, epoch, last_seq, position FROM room_heads');
  return rows.map((row) => ({
    tenantId: row.tenant_id,
    roomId: row.room_id,
    epoch: row.epoch,
    lastSeq: Number(row.last_seq),
    position: Number(row.position),
  }));
}
