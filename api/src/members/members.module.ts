import { Module } from '@nestjs/common';
import { BlocksRepositoryModule } from '../blocks/blocks-repository.module.js';
import { RoomLogModule } from '../delivery/room-log.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { RoomAccessModule } from '../rooms/room-access.module.js';
import { UsersModule } from '../users/users.module.js';
import { MembersController } from './members.controller.js';
import { MembersRepositoryModule } from './members-repository.module.js';
import { MembersService } from './members.service.js';
import { BansController, MutesController } from './sanctions.controller.js';
import { SanctionsService } from './sanctions.service.js';

@Module({
  imports: [
    BlocksRepositoryModule,
    LimitsModule,
    MembersRepositoryModule,
    RoomAccessModule,
    RoomLogModule,
    UsersModule,
  ],
  controllers: [MembersController, BansController, MutesController],
  providers: [MembersService, SanctionsService],
  exports: [MembersService],
})
export class MembersModule {}
