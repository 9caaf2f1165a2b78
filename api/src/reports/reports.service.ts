import { Injectable } from '@nestjs/common';
import type { ServerCaller, UserCaller } from '../common/access/caller.js';
import { isServer } from '../common/access/is-server.js';
import { DomainError } from '../common/errors/domain-error.js';
import { isId, newId } from '../common/ids.js';
import { decodeNumber, listScope, page } from '../common/schema/paging.js';
import { Database } from '../database/database.js';
import { KeyedQueue } from '../delivery/keyed-queue.js';
import { maxReportsPerHour, RateLimits } from '../limits/rate-limits.js';
import { refuseSystem } from '../messages/room-writers.js';
import { RoomAccess } from '../rooms/room-access.service.js';
import { boundedEvidence } from './bounded-evidence.js';
import { toFiled, toReport } from './report.mapper.js';
import type { FiledReport, ListReports, Report, ReportMessage, ReportPage, UpdateReport } from './report.schema.js';
import { ReportsRepository } from './reports.repository.js';
import { seal } from './seal.js';

/** Lets people say that something is wrong with a message, and the tenant's server see to it. */
@Injectable()
export class ReportsService {
  /** By tenant. */
  private readonly chains = new KeyedQueue();

  constructor(
    private readonly access: RoomAccess,
    private readonly database: Database,
    private readonly repository: ReportsRepository,
    private readonly limits: RateLimits,
  ) {}

  /**
   * Keeps the message as it is now, with what it said before and what stands around it: taking it back later hides nothing from
   * who sees to the report. The author is not told.
   * @returns the first report, also the second time; `isNew` says which
   * @throws DomainError room_not_found | message_not_found | banned | forbidden (a system message) | message_deleted | rate_limited
   */
  async file(
    caller: UserCaller,
    roomId: string,
    messageId: string,
    { reason }: ReportMessage,
  ): Promise<{ report: FiledReport; isNew: boolean }> {
    const { tenantId, userId: reporterId } = caller;
    const { id } = await this.access.requireVisible(caller, roomId);
    if (!isId(messageId)) throw new DomainError('message_not_found');
    const known = await this.repository.findFiled(tenantId, reporterId, messageId);
    if (known) return { report: toFiled(known), isNew: false };
    if (!isServer(caller)) await this.limits.consume('reportsPerHour', tenantId, reporterId, maxReportsPerHour);
    // One after the other they wait without a connection for the end of the chain.
    return this.chains.run(tenantId, () =>
      this.database.tenantTransaction(tenantId, async (manager) => {
        const chain = await this.repository.lockChain(manager, tenantId);
        const meanwhile = await this.repository.findFiled(tenantId, reporterId, messageId, manager);
        if (meanwhile) return { report: toFiled(meanwhile), isNew: false };
        const found = await this.repository.readEvidence(manager, tenantId, id, messageId, reporterId);
        if (!found) throw new DomainError('message_not_found');
        refuseSystem(found.message);
        if (found.message.deletedAt !== null) throw new DomainError('message_deleted');
        const filed = { id: newId(), roomId: id, messageId, reason, createdAt: chain.now };
        const report = { ...filed, number: chain.number + 1, reporterId, evidence: boundedEvidence(found) };
        const seals = { previousSeal: chain.seal, seal: seal(chain.seal, report) };
        await this.repository.append(manager, tenantId, report, seals);
        return { report: filed, isNew: true };
      }),
    );
  }

  /** The newest first; a page may be shorter than asked for, where evidence is large. */
  async list(caller: ServerCaller, { limit, cursor, status }: ListReports): Promise<ReportPage> {
    const scope = listScope(caller, 'reports', status ?? '');
    const before = decodeNumber(scope, cursor);
    const rows = await this.repository.list(caller.tenantId, status ?? null, before, limit + 1);
    const fitting = rows.filter(({ fits }) => fits).length;
    const { items, nextCursor } = page(rows, Math.min(limit, fitting), scope, (row) => String(row.number));
    return { items: items.map(toReport), nextCursor };
  }

  /** @throws DomainError report_not_found */
  async update(caller: ServerCaller, reportId: string, input: UpdateReport): Promise<Report> {
    const { tenantId } = caller;
    if (!isId(reportId)) throw new DomainError('report_not_found');
    return this.database.tenantTransaction(tenantId, async (manager) => {
      const row = await this.repository.update(manager, tenantId, reportId, input);
      if (!row) throw new DomainError('report_not_found');
      return toReport(row);
    });
  }
}
