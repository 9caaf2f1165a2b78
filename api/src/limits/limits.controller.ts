import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { TenantCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { Limits } from './limits.schema.js';
import { LimitsService } from './limits.service.js';

@ApiTags('Limits')
@Controller('v1/limits')
export class LimitsController {
  constructor(private readonly limits: LimitsService) {}

  @Get()
  @Operation({
    id: 'getLimits',
    summary: 'Tells every limit and size in force for the caller, and which ways in there are',
    access: 'key',
    answers: { 200: Limits },
  })
  get(@CurrentCaller() caller: TenantCaller): Promise<Limits> {
    return this.limits.get(caller);
  }
}
