import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { AvatarsModule } from '../avatars/avatars.module.js';
import { BlocksRepositoryModule } from '../blocks/blocks-repository.module.js';
import { BookmarksRepositoryModule } from '../bookmarks/bookmarks-repository.module.js';
import { RoomLogModule } from '../delivery/room-log.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { MailModule } from '../mail/mail.module.js';
import { MembersModule } from '../members/members.module.js';
import { ReportsModule } from '../reports/reports.module.js';
import { ScheduledRepositoryModule } from '../scheduled/scheduled-repository.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccountRemovalController } from './account-removal.controller.js';
import { AccountRemovalRepository } from './account-removal.repository.js';
import { AccountRemovalService } from './account-removal.service.js';
import { Erasure } from './erasure.js';
import { ExportController } from './export.controller.js';
import { ExportRepository } from './export.repository.js';
import { ExportService } from './export.service.js';
import { UserRemovalController } from './user-removal.controller.js';

/** What concerns a person whole: leaving for good, and taking one's data along. */
@Module({
  imports: [
    AuthModule,
    AvatarsModule,
    BlocksRepositoryModule,
    BookmarksRepositoryModule,
    JobsModule,
    MailModule,
    MembersModule,
    ReportsModule,
    RoomLogModule,
    ScheduledRepositoryModule,
    TenantsModule,
    UsersModule,
  ],
  controllers: [AccountRemovalController, ExportController, UserRemovalController],
  providers: [AccountRemovalRepository, AccountRemovalService, Erasure, ExportRepository, ExportService],
  exports: [AccountRemovalRepository],
})
export class AccountsModule {}
