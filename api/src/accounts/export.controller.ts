import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { Export } from './export.schema.js';
import { ExportService } from './export.service.js';

@ApiTags('Me')
@Controller('v1/me/export')
export class ExportController {
  constructor(private readonly exports: ExportService) {}

  @Get()
  @Operation({
    id: 'exportMe',
    summary: 'All that is known of the caller, as a file: profile, sessions, rooms, and what they wrote',
    access: 'user',
    answers: { 200: Export },
  })
  export(@CurrentCaller() caller: UserCaller, @Res() response: Response): Promise<void> {
    return this.exports.write(caller, (fileName) => response.type('application/json').attachment(fileName));
  }
}
