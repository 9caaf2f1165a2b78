import { Body, Controller, Ip, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { TenantCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { ForgotPassword, ResetPassword, VerifyEmail } from './account.schema.js';
import { EmailService } from './email.service.js';
import { PasswordService } from './password.service.js';

/** What the links in mails lead to, and how one gets such a mail. */
@ApiTags('Sessions')
@Controller('v1/auth')
export class MailLinksController {
  constructor(
    private readonly passwords: PasswordService,
    private readonly emails: EmailService,
  ) {}

  @Post('password/forgot')
  @Operation({
    id: 'forgotPassword',
    summary: 'Sends a mail by which a new password can be chosen, if there is an account with this address',
    access: 'key',
    answers: { 202: null },
  })
  forgot(
    @CurrentCaller() caller: TenantCaller,
    @Body({ schema: ForgotPassword }) input: ForgotPassword,
    @Ip() address: string,
  ): Promise<void> {
    return this.passwords.forgot(caller, input.email, address);
  }

  @Post('password/reset')
  @Operation({
    id: 'resetPassword',
    summary: 'Sets a new password with the token of a mail, once and within 30 minutes; all sessions end',
    access: 'key',
    answers: { 204: null },
    errors: ['overloaded'],
  })
  reset(
    @CurrentCaller() caller: TenantCaller,
    @Body({ schema: ResetPassword }) input: ResetPassword,
    @Ip() address: string,
  ): Promise<void> {
    return this.passwords.reset(caller, input, address);
  }

  @Post('email/verify')
  @Operation({
    id: 'verifyEmail',
    summary: 'Confirms an e-mail address with the token of the mail that was sent there, once and within 3 days',
    access: 'key',
    answers: { 204: null },
    errors: ['email_taken'],
  })
  verify(@CurrentCaller() caller: TenantCaller, @Body({ schema: VerifyEmail }) input: VerifyEmail): Promise<void> {
    return this.emails.verify(caller, input.token);
  }
}
