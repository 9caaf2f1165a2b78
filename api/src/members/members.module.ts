import { Module } from '@nestjs/common';
import { RoomLogModule } from '../delivery/room-log.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { RoomAccessModule } from '../rooms/room-access.module.js';
import { UsersModule } from '../users/users.module.js';
import { MembersController } from './members.controller.js';
import { MembersRepositoryModule } from './members-repository.module.js';
import { MembersService } from './members.service.js';

@Module({
  imports: [LimitsModule, MembersRepositoryModule, RoomAccessModule, RoomLogModule, UsersModule],
  controllers: [MembersController],
  providers: [MembersService],
  exports: [MembersService],
})
export class MembersModule {}
