import { Controller, Delete, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ServerCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { AccountRemovalService } from './account-removal.service.js';

@ApiTags('Users')
@Controller('v1/users')
export class UserRemovalController {
  constructor(private readonly removal: AccountRemovalService) {}

  @Delete(':userId')
  @Operation({
    id: 'deleteUser',
    summary: 'Deletes a user for good, as they could themselves; also the second time',
    access: 'server',
    answers: { 204: null },
    errors: ['user_not_found'],
  })
  remove(@CurrentCaller() caller: ServerCaller, @Param('userId') userId: string): Promise<void> {
    return this.removal.remove(caller.tenantId, userId);
  }
}
