import { Body, Controller, Ip, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ServerCaller, TenantCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { Exchange, Session } from './auth.schema.js';
import { Device } from './device.decorator.js';
import { ExchangeService } from './exchange.service.js';

/** Sessions of those whom the tenant vouches for. */
@ApiTags('Sessions')
@Controller('v1')
export class ExchangeController {
  constructor(private readonly exchanges: ExchangeService) {}

  @Post('auth/exchange')
  @Operation({
    id: 'exchangeToken',
    summary:
      'Opens a session for the user in a token that the tenant signed; a new one is made, the profile is taken over',
    access: 'key',
    answers: { 200: Session },
  })
  exchange(
    @CurrentCaller() caller: TenantCaller,
    @Body({ schema: Exchange }) { token }: Exchange,
    @Ip() address: string,
    @Device() device: string | null,
  ): Promise<Session> {
    return this.exchanges.exchange(caller, token, address, device);
  }

  @Post('users/:userId/tokens')
  @Operation({
    id: 'createUserSession',
    summary: 'Opens a session for any user of the tenant',
    access: 'server',
    answers: { 201: Session },
    errors: ['user_not_found'],
  })
  issue(@CurrentCaller() { tenantId }: ServerCaller, @Param('userId') userId: string): Promise<Session> {
    return this.exchanges.issue(tenantId, userId);
  }
}
