import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ServerCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { ListReports, Report, ReportPage, UpdateReport } from './report.schema.js';
import { ReportsService } from './reports.service.js';

/** What people reported, for those who look after the tenant. */
@ApiTags('Tenant')
@Controller('v1/reports')
export class ReportsController {
  constructor(private readonly reports: ReportsService) {}

  @Get()
  @Operation({
    id: 'listReports',
    summary: 'What people reported, the newest first, with the evidence as it was then',
    access: 'server',
    answers: { 200: ReportPage },
  })
  list(@CurrentCaller() caller: ServerCaller, @Query({ schema: ListReports }) query: ListReports): Promise<ReportPage> {
    return this.reports.list(caller, query);
  }

  @Patch(':reportId')
  @Operation({
    id: 'updateReport',
    summary: 'Notes what became of a report',
    access: 'server',
    answers: { 200: Report },
    errors: ['report_not_found'],
  })
  update(
    @CurrentCaller() caller: ServerCaller,
    @Param('reportId') reportId: string,
    @Body({ schema: UpdateReport }) input: UpdateReport,
  ): Promise<Report> {
    return this.reports.update(caller, reportId, input);
  }
}
