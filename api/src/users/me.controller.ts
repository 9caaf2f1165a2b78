import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { Me, PatchMe } from './user.schema.js';
import { UsersService } from './users.service.js';

@ApiTags('Me')
@Controller('v1/me')
export class MeController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @Operation({ id: 'getMe', summary: 'Shows the caller', access: 'user', answers: { 200: Me } })
  get(@CurrentCaller() caller: UserCaller): Promise<Me> {
    return this.users.getMe(caller);
  }

  @Patch()
  @Operation({
    id: 'updateMe',
    summary: 'Changes how the caller looks to others',
    access: 'user',
    answers: { 200: Me },
  })
  update(@CurrentCaller() caller: UserCaller, @Body({ schema: PatchMe }) patch: PatchMe): Promise<Me> {
    return this.users.updateMe(caller, patch);
  }
}
