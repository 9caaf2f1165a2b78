import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { BookmarksRepositoryModule } from '../bookmarks/bookmarks-repository.module.js';
import { RoomLogModule } from '../delivery/room-log.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { MailModule } from '../mail/mail.module.js';
import { ScheduledRepositoryModule } from '../scheduled/scheduled-repository.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccessTags } from './access-tags.js';
import { AccessTokens } from './access-token.js';
import { AccessGuard } from './access.guard.js';
import { AccountController } from './account.controller.js';
import { AccountsRepository } from './accounts.repository.js';
import { AddressClaims } from './address-claims.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { CallerResolver } from './caller-resolver.js';
import { ExchangeController } from './exchange.controller.js';
import { ExchangeService } from './exchange.service.js';
import { GuestMergeRepository } from './guest-merge.repository.js';
import { GuestMerge } from './guest-merge.service.js';
import { AccessTokenGuard, JwtStrategy } from './jwt.strategy.js';
import { OwnSessionsController } from './own-sessions.controller.js';
import { OwnSessionsService } from './own-sessions.service.js';
import { EmailService } from './email.service.js';
import { LoginAttempts } from './login-attempts.js';
import { MailLimits } from './mail-limits.js';
import { MailLinksController } from './mail-links.controller.js';
import { MailTokens } from './mail-tokens.js';
import { PasswordCheck } from './password-check.js';
import { PasswordService } from './password.service.js';
import { Passwords } from './passwords.js';
import { RegistrationService } from './registration.service.js';
import { SessionDirectory } from './session-directory.js';
import { SessionUse } from './session-use.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';
import { SocketAuthenticator } from './socket-authenticator.js';
import { UsernameProblems } from './username-problems.js';

@Module({
  imports: [
    BookmarksRepositoryModule,
    DiscoveryModule,
    TenantsModule,
    UsersModule,
    LimitsModule,
    JobsModule,
    MailModule,
    RoomLogModule,
    ScheduledRepositoryModule,
  ],
  controllers: [AuthController, ExchangeController, MailLinksController, AccountController, OwnSessionsController],
  providers: [
    AccessTags,
    AccessTokens,
    JwtStrategy,
    AccessTokenGuard,
    CallerResolver,
    AccessGuard,
    Passwords,
    AccountsRepository,
    AddressClaims,
    LoginAttempts,
    PasswordCheck,
    PasswordService,
    EmailService,
    MailLimits,
    MailTokens,
    SessionsRepository,
    SessionDirectory,
    SessionsService,
    SessionUse,
    OwnSessionsService,
    GuestMerge,
    GuestMergeRepository,
    AuthService,
    RegistrationService,
    UsernameProblems,
    ExchangeService,
    SocketAuthenticator,
  ],
  exports: [
    AccessGuard,
    AccessTokenGuard,
    CallerResolver,
    OwnSessionsService,
    PasswordCheck,
    SessionsRepository,
    SessionsService,
    SocketAuthenticator,
  ],
})
export class AuthModule {}
