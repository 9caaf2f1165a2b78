import { Body, Controller, Delete, Ip } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { DeleteMe } from './account-removal.schema.js';
import { AccountRemovalService } from './account-removal.service.js';

@ApiTags('Me')
@Controller('v1/me')
export class AccountRemovalController {
  constructor(private readonly removal: AccountRemovalService) {}

  @Delete()
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
}
