import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Operation } from '../common/http/operation.decorator.js';
import { Readiness } from './readiness.js';

const Live = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Live' });
const Ready = z
  .strictObject({
    status: z.enum(['ok', 'unavailable']),
    database: z.enum(['ok', 'unavailable']),
    isDraining: z.boolean(),
  })
  .meta({ id: 'Ready' });

@ApiTags('Operations')
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  @Operation({ id: 'getLive', summary: 'Whether the process runs', access: 'none', answers: { 200: Live } })
  live(): z.infer<typeof Live> {
    return { status: 'ok' };
  }

  @Get('ready')
  @Operation({
    id: 'getReady',
    summary: 'Whether it can serve: the database answers, and it is not about to stop',
    access: 'none',
    answers: { 200: Ready, 503: Ready },
  })
  async ready(@Res({ passthrough: true }) response: Response): Promise<z.infer<typeof Ready>> {
    const { isDatabaseUp, isDraining } = await this.readiness.check();
    const isReady = isDatabaseUp && !isDraining;
    response.status(isReady ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
    return { status: isReady ? 'ok' : 'unavailable', database: isDatabaseUp ? 'ok' : 'unavailable', isDraining };
  }
}
