import { Body, Controller, HttpStatus, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { FiledReport, ReportMessage } from './report.schema.js';
import { ReportsService } from './reports.service.js';

@ApiTags('Messages')
@Controller('v1/rooms/:roomId/messages/:messageId/report')
export class MessageReportsController {
  constructor(private readonly reports: ReportsService) {}

  @Post()
  @Operation({
    id: 'reportMessage',
    summary:
      'Says that something is wrong with a message, which is kept as it is now; 200 with the first report the second time',
    access: 'user',
    answers: { 201: FiledReport, 200: FiledReport },
    errors: ['room_not_found', 'message_not_found', 'message_deleted'],
  })
  async file(
    @CurrentCaller() caller: UserCaller,
    @Param('roomId') roomId: string,
    @Param('messageId') messageId: string,
    @Body({ schema: ReportMessage }) input: ReportMessage,
    @Res({ passthrough: true }) response: Response,
  ): Promise<FiledReport> {
    const { report, isNew } = await this.reports.file(caller, roomId, messageId, input);
    response.status(isNew ? HttpStatus.CREATED : HttpStatus.OK);
    return report;
  }
}
