import { Module } from '@nestjs/common';
import { BlocksRepositoryModule } from '../blocks/blocks-repository.module.js';
import { RoomLogModule } from '../delivery/room-log.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { MembersRepositoryModule } from '../members/members-repository.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { UsersModule } from '../users/users.module.js';
import { DirectRoomsController } from './direct-rooms.controller.js';
import { DirectRoomsRepository } from './direct-rooms.repository.js';
import { DirectRoomsService } from './direct-rooms.service.js';
import { DiscoverRepository } from './discover.repository.js';
import { DiscoverService } from './discover.service.js';
import { RoomAccessModule } from './room-access.module.js';
import { RoomsRepositoryModule } from './rooms-repository.module.js';
import { RoomsController } from './rooms.controller.js';
import { RoomsService } from './rooms.service.js';

@Module({
  imports: [
    RoomsRepositoryModule,
    RoomAccessModule,
    MembersRepositoryModule,
    RoomLogModule,
    TenantsModule,
    LimitsModule,
    BlocksRepositoryModule,
    UsersModule,
  ],
  // The direct one first: `direct` is no room's id.
  controllers: [DirectRoomsController, RoomsController],
  providers: [DirectRoomsRepository, DirectRoomsService, DiscoverRepository, DiscoverService, RoomsService],
  exports: [RoomsService],
})
export class RoomsModule {}
