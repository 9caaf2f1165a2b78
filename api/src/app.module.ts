import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { AccountsModule } from './accounts/accounts.module.js';
import { AvatarsModule } from './avatars/avatars.module.js';
import { AuthModule } from './auth/auth.module.js';
import { AccessGuard } from './auth/access.guard.js';
import { BlocksModule } from './blocks/blocks.module.js';
import { BookmarksModule } from './bookmarks/bookmarks.module.js';
import { CommonModule } from './common/common.module.js';
import { ProblemFilter } from './common/http/problem.filter.js';
import { MediaTypeGuard } from './common/http/media-type.guard.js';
import { UndeclaredInputGuard } from './common/http/undeclared-input.guard.js';
import { ValidationPipe } from './common/schema/validation.pipe.js';
import { ClusterModule } from './cluster/cluster.module.js';
import { ConfigModule, type Startup } from './config/config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { DeliveryModule } from './delivery/delivery.module.js';
import { HealthModule } from './health/health.module.js';
import { InvitesModule } from './invites/invites.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { LimitsModule } from './limits/limits.module.js';
import { MatchesModule } from './matches/matches.module.js';
import { MembersModule } from './members/members.module.js';
import { MessagesModule } from './messages/messages.module.js';
import { CountsModule } from './metrics/counts.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { MyRoomsModule } from './my-rooms/my-rooms.module.js';
import { PresenceModule } from './presence/presence.module.js';
import { ReceiptsModule } from './receipts/receipts.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { RoomsModule } from './rooms/rooms.module.js';
import { ScheduledModule } from './scheduled/scheduled.module.js';
import { SweepModule } from './sweep/sweep.module.js';
import { TenantsModule } from './tenants/tenants.module.js';
import { UsersModule } from './users/users.module.js';

/** The features, and what stands in front of all of them: the access guard, the guards against bodies of another kind and undeclared input, the validation pipe, the error filter. */
@Module({})
export class AppModule {
  static forRoot(startup: Startup): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(startup),
        DatabaseModule,
        CommonModule,
        ClusterModule,
        JobsModule,
        CountsModule,
        TenantsModule,
        AuthModule,
        UsersModule,
        AccountsModule,
        AvatarsModule,
        BlocksModule,
        LimitsModule,
        RoomsModule,
        MembersModule,
        InvitesModule,
        MyRoomsModule,
        MessagesModule,
        BookmarksModule,
        ReportsModule,
        ScheduledModule,
        ReceiptsModule,
        DeliveryModule,
        PresenceModule,
        MatchesModule,
        HealthModule,
        MetricsModule,
        SweepModule,
      ],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useClass: ValidationPipe },
        { provide: APP_GUARD, useExisting: AccessGuard },
        { provide: APP_GUARD, useClass: MediaTypeGuard },
        { provide: APP_GUARD, useClass: UndeclaredInputGuard },
      ],
    };
  }
}
