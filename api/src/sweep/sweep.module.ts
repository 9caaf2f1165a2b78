import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { InvitesModule } from '../invites/invites.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { MailModule } from '../mail/mail.module.js';
import { MatchesModule } from '../matches/matches.module.js';
import { ScheduledRepositoryModule } from '../scheduled/scheduled-repository.module.js';
import { SweepService } from './sweep.service.js';

/** The removal of what is over. */
@Module({
  imports: [
    AccountsModule,
    AuthModule,
    InvitesModule,
    JobsModule,
    LimitsModule,
    MailModule,
    MatchesModule,
    ScheduledRepositoryModule,
  ],
  providers: [SweepService],
})
export class SweepModule {}
