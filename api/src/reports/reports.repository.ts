import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { iso, messageFields, subjectId } from '../messages/message.mapper.js';
import { userFields } from '../users/user.mapper.js';
import type { FoundEvidence, Sealed, UpdateReport } from './report.schema.js';
import { type FiledRow, filedColumns, reportColumns, type ReportRow } from './report.mapper.js';

/** Messages on each side of the reported one that are kept with it. */
const neighbours = 5;

/** A page of reports ends before the one with which their evidence would be more than this, in bytes. */
const pageBytes = 1024 * 1024;

/** The message, and all that is said of it, in one snapshot. $1 tenant, $2 room, $3 message, $4 reporter. */
const evidenceOf = `
  WITH reported AS MATERIALIZED (
    SELECT ${messageFields} FROM messages WHERE tenant_id = $1 AND room_id = $2 AND id = $3
  ), earlier AS MATERIALIZED (
    SELECT ${messageFields} FROM messages
     WHERE tenant_id = $1 AND room_id = $2 AND seq < (SELECT seq FROM reported) ORDER BY seq DESC LIMIT ${neighbours}
  ), later AS MATERIALIZED (
    SELECT ${messageFields} FROM messages
     WHERE tenant_id = $1 AND room_id = $2 AND seq > (SELECT seq FROM reported) ORDER BY seq LIMIT ${neighbours}
  ), people AS (
    SELECT ${userFields} FROM users
     WHERE tenant_id = $1 AND (id = $4 OR id IN (
       SELECT "authorId" FROM reported UNION SELECT "authorId" FROM earlier UNION SELECT "authorId" FROM later
       UNION SELECT ${subjectId('earlier')} FROM earlier UNION SELECT ${subjectId('later')} FROM later))
     ORDER BY id
  )
  SELECT json_build_object(
    'room', (SELECT json_build_object('id', r.id, 'type', r.type, 'name', r.name, 'slug', r.slug)
               FROM rooms AS r WHERE r.tenant_id = $1 AND r.id = $2),
    'message', row_to_json(reported),
    'versions', (SELECT coalesce(json_agg(json_build_object('text', v.text, 'mentions', v.mentions,
                          'writtenAt', ${iso('v.written_at')}, 'replacedAt', ${iso('v.replaced_at')})
                          ORDER BY v.position DESC), '[]')
                   FROM message_versions AS v WHERE v.tenant_id = $1 AND v.room_id = $2 AND v.seq = reported.seq),
    'before', (SELECT coalesce(json_agg(earlier ORDER BY earlier.seq), '[]') FROM earlier),
    'after', (SELECT coalesce(json_agg(later ORDER BY later.seq), '[]') FROM later),
    'users', (SELECT coalesce(json_agg(people), '[]') FROM people)) AS evidence
    FROM reported`;

/** Where a tenant's reports stand. */
interface Chain {
  /** The last report's; 0 and null before the first. */
  number: number;
  seal: string | null;
  now: string;
}

/** A report of a list; what does not fit has no evidence. */
interface ListedRow extends ReportRow {
  fits: boolean;
}

/** What people reported, and what it looked like then. */
@Injectable()
export class ReportsRepository {
  constructor(private readonly database: Database) {}

  /** @returns `undefined` when the room has no such message */
  async readEvidence(
    manager: EntityManager,
    tenantId: string,
    roomId: string,
    messageId: string,
    reporterId: string,
  ): Promise<FoundEvidence | undefined> {
    const [row] = await manager.query<{ evidence: FoundEvidence }[]>(evidenceOf, [
      tenantId,
      roomId,
      messageId,
      reporterId,
    ]);
    return row?.evidence;
  }

  /** What somebody reported of a message before. */
  async findFiled(
    tenantId: string,
    reporterId: string,
    messageId: string,
    within?: EntityManager,
  ): Promise<FiledRow | undefined> {
    const [row] = await this.database.query<FiledRow>(
      `SELECT ${filedColumns} FROM reports WHERE tenant_id = $1 AND reporter_id = $2 AND message_id = $3`,
      [tenantId, reporterId, messageId],
      within,
    );
    return row;
  }

  /** Locks the end of a tenant's chain. */
  async lockChain(manager: EntityManager, tenantId: string): Promise<Chain> {
    // The clock, not the statement's time: whoever waited for the lock comes later than who had it.
    const [row] = await manager.query<Chain[]>(
      `INSERT INTO report_chains (tenant_id, number) VALUES ($1, 0)
       ON CONFLICT (tenant_id) DO UPDATE SET number = report_chains.number
       RETURNING number, seal, ${iso('clock_timestamp()')} AS now`,
      [tenantId],
    );
    if (!row) throw new Error('a tenant has no chain of reports');
    return row;
  }

  /** Adds a report at the end of the chain, which is locked. */
  async append(
    manager: EntityManager,
    tenantId: string,
    report: Sealed,
    seals: { seal: string; previousSeal: string | null },
  ): Promise<void> {
    const evidence = JSON.stringify(report.evidence);
    await manager.query(
      `INSERT INTO reports (tenant_id, id, number, room_id, message_id, reporter_id, reason, evidence, evidence_bytes,
                            previous_seal, seal, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        tenantId,
        report.id,
        report.number,
        report.roomId,
        report.messageId,
        report.reporterId,
        report.reason,
        evidence,
        Buffer.byteLength(evidence),
        seals.previousSeal,
        seals.seal,
        report.createdAt,
      ],
    );
    await manager.query('UPDATE report_chains SET number = $2, seal = $3 WHERE tenant_id = $1', [
      tenantId,
      report.number,
      seals.seal,
    ]);
  }

  /**
   * The newest first, below a number (null = from the newest). An index range scan.
   * @returns rows; those at the end with which the page would be too large do not fit: never the first one
   */
  list(
    tenantId: string,
    status: ReportRow['status'] | null,
    before: number | null,
    limit: number,
  ): Promise<ListedRow[]> {
    return this.database.query<ListedRow>(
      `SELECT ${reportColumns}, fits, CASE WHEN fits THEN evidence END AS evidence FROM (
         SELECT *, bytes <= $5 OR bytes = evidence_bytes AS fits FROM (
           SELECT *, sum(evidence_bytes) OVER (ORDER BY number DESC) AS bytes FROM (
             SELECT * FROM reports
              WHERE tenant_id = $1 AND ($2::text IS NULL OR status = $2) AND ($3::bigint IS NULL OR number < $3)
              ORDER BY number DESC LIMIT $4) AS page) AS summed) AS weighed
        ORDER BY number DESC`,
      [tenantId, status, before, limit, pageBytes],
    );
  }

  /** Writes what became of a report; what is `undefined` stays. @returns `undefined` when there is none */
  async update(
    manager: EntityManager,
    tenantId: string,
    reportId: string,
    { status, note }: UpdateReport,
  ): Promise<ReportRow | undefined> {
    const [rows] = await manager.query<[ReportRow[], number]>(
      `UPDATE reports SET status = coalesce($3, status), note = CASE WHEN $4 THEN $5 ELSE note END,
              handled_at = CASE coalesce($3, status) WHEN 'open' THEN NULL WHEN status THEN handled_at
                                ELSE statement_timestamp() END
        WHERE tenant_id = $1 AND id = $2 RETURNING ${reportColumns}, evidence`,
      [tenantId, reportId, status ?? null, note !== undefined, note || null],
    );
    return rows[0];
  }

  /** What somebody reported, as the guest too that they were before, in order of ids, after `afterId`. */
  listFiled(tenantId: string, reporterId: string, afterId: string | null, limit: number): Promise<FiledRow[]> {
    return this.database.query<FiledRow>(
      `SELECT ${filedColumns} FROM reports
        WHERE tenant_id = $1 AND ($3::uuid IS NULL OR id > $3)
          AND (reporter_id = $2 OR reporter_id IN (SELECT u.id FROM users AS u WHERE u.tenant_id = $1 AND u.merged_into = $2))
        ORDER BY id LIMIT $4`,
      [tenantId, reporterId, afterId, limit],
    );
  }
}
