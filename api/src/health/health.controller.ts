import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { RedisLink } from '../cluster/redis-link.js';
import { Operation } from '../common/http/operation.decorator.js';
import { Readiness } from './readiness.js';

const Live = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Live' });
const Ready = z
  .strictObject({
    status: z.literal('ok'),
    database: z.literal('ok'),
    redis: z
      .enum(['ok', 'down', 'off'])
      .describe('down: what happens on other nodes arrives some seconds late; off: there is no REDIS_URL'),
  })
  .meta({ id: 'Ready' });

@ApiTags('Operations')
@Controller('health')
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly redis: RedisLink,
  ) {}

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
    answers: { 200: Ready },
  })
  async ready(): Promise<z.infer<typeof Ready>> {
    await this.readiness.require();
    return { status: 'ok', database: 'ok', redis: this.redis.state };
  }
}
