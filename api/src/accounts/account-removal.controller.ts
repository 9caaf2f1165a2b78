import { Body, Controller, Delete, Ip, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ServerCaller, UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { DeleteMe } from './account-removal.schema.js';
import { AccountRemovalService } from './account-removal.service.js';

@Controller('v1')
export class AccountRemovalController {
  constructor(private readonly removal: AccountRemovalService) {}

  @Delete('me')
  @ApiTags('Me')
  @Operation({
    id: 'deleteMe',
    summary:
      'Deletes the caller for good: profile, sessions and seats; what they wrote becomes a deleted user’s, or goes too',
    access: 'user',
    answers: { 204: null },
    errors: ['invalid_credentials', 'overloaded'],
  })
  removeMe(
    @CurrentCaller() caller: UserCaller,
    @Body({ schema: DeleteMe }) input: DeleteMe,
    @Ip() address: string,
  ): Promise<void> {
    return this.removal.removeMe(caller, input, address);
  }

  @Delete('users/:userId')
  @ApiTags('Users')
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
