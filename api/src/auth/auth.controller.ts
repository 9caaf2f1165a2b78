import { Body, Controller, Ip, Post, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { TenantCaller, UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { Device } from './device.decorator.js';
import { AllowEndedSession } from './ended-session.decorator.js';
import { CreateGuest, Login, Refresh, Register, Session } from './auth.schema.js';
import { AuthService } from './auth.service.js';
import { RegistrationService } from './registration.service.js';
import { UsernameProblems } from './username-problems.js';

/** The body may be left out: a guest needs to say nothing. */
const GuestBody = CreateGuest.optional();

@ApiTags('Sessions')
@Controller('v1/auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly registration: RegistrationService,
  ) {}

  @Post('guest')
  @Operation({
    id: 'createGuest',
    summary: 'Makes a guest, under a friendly generated name when none is given',
    access: 'key',
    answers: { 201: Session },
  })
  @ApiBody({ required: false })
  guest(
    @CurrentCaller() caller: TenantCaller,
    @Body({ schema: GuestBody }) input: CreateGuest | undefined,
    @Ip() address: string,
    @Device() device: string | null,
  ): Promise<Session> {
    return this.auth.guest(caller, input ?? {}, address, device);
  }

  @Post('register')
  @UseInterceptors(UsernameProblems)
  @Operation({
    id: 'register',
    summary: 'Makes an account; with a guest’s token the guest becomes it and keeps everything',
    access: 'key',
    answers: { 201: Session },
    errors: ['username_taken', 'email_taken', 'overloaded'],
  })
  register(
    @CurrentCaller() caller: TenantCaller,
    @Body({ schema: Register }) input: Register,
    @Ip() address: string,
    @Device() device: string | null,
  ): Promise<Session> {
    return this.registration.register(caller, input, address, device);
  }

  @Post('login')
  @Operation({
    id: 'login',
    summary:
      'Opens a session for an account. With a guest’s token the guest’s session ends, and the guest’s rooms and messages ' +
      'become the account’s if `mergeGuest` says so',
    access: 'key',
    answers: { 200: Session },
    errors: ['invalid_credentials', 'overloaded'],
  })
  login(
    @CurrentCaller() caller: TenantCaller,
    @Body({ schema: Login }) input: Login,
    @Ip() address: string,
    @Device() device: string | null,
  ): Promise<Session> {
    return this.auth.login(caller, input, address, device);
  }

  @Post('refresh')
  @Operation({
    id: 'refreshSession',
    summary: 'Gives a session its next tokens; asked again after a lost answer, the same ones',
    access: 'key',
    answers: { 200: Session },
  })
  refresh(
    @CurrentCaller() caller: TenantCaller,
    @Body({ schema: Refresh }) input: Refresh,
    @Device() device: string | null,
  ): Promise<Session> {
    return this.auth.refresh(caller, input.refreshToken, device);
  }

  @Post('logout')
  @AllowEndedSession()
  @Operation({ id: 'logout', summary: 'Ends the caller’s session', access: 'user', answers: { 204: null } })
  logout(@CurrentCaller() caller: UserCaller): Promise<void> {
    return this.auth.logout(caller);
  }
}
