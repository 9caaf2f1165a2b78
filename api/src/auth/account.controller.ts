import { Body, Controller, Ip, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { Me } from '../users/user.schema.js';
import { ChangePassword, SetEmail } from './account.schema.js';
import { EmailService } from './email.service.js';
import { PasswordService } from './password.service.js';

@ApiTags('Me')
@Controller('v1/me')
export class AccountController {
  constructor(
    private readonly passwords: PasswordService,
    private readonly emails: EmailService,
  ) {}

  @Put('password')
  @Operation({
    id: 'changePassword',
    summary: 'Changes the caller’s password; their other sessions end',
    access: 'user',
    answers: { 204: null },
    errors: ['invalid_credentials', 'overloaded'],
  })
  changePassword(
    @CurrentCaller() caller: UserCaller,
    @Body({ schema: ChangePassword }) input: ChangePassword,
    @Ip() address: string,
  ): Promise<void> {
    return this.passwords.change(caller, input, address);
  }

  @Put('email')
  @Operation({
    id: 'setEmail',
    summary:
      'Sets the caller’s e-mail address, and sends a mail there to confirm it; another one takes the old one’s place when it is confirmed, null removes it',
    access: 'user',
    answers: { 200: Me },
    errors: ['invalid_credentials', 'email_taken', 'overloaded'],
  })
  setEmail(
    @CurrentCaller() caller: UserCaller,
    @Body({ schema: SetEmail }) input: SetEmail,
    @Ip() address: string,
  ): Promise<Me> {
    return this.emails.set(caller, input, address);
  }
}
