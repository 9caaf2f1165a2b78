import { Module } from '@nestjs/common';
import { RoomLogModule } from '../delivery/room-log.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { MembersRepositoryModule } from '../members/members-repository.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
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
  ],
  controllers: [RoomsController],
  providers: [RoomsService],
  exports: [RoomsService],
})
export class RoomsModule {}
