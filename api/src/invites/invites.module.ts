import { Module } from '@nestjs/common';
import { RoomLogModule } from '../delivery/room-log.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { RoomAccessModule } from '../rooms/room-access.module.js';
import { RoomsRepositoryModule } from '../rooms/rooms-repository.module.js';
import { InvitesController } from './invites.controller.js';
import { InvitesRepository } from './invites.repository.js';
import { InvitesService } from './invites.service.js';
import { RoomInvitesController } from './room-invites.controller.js';

@Module({
  imports: [LimitsModule, RoomAccessModule, RoomLogModule, RoomsRepositoryModule],
  controllers: [InvitesController, RoomInvitesController],
  providers: [InvitesRepository, InvitesService],
  exports: [InvitesRepository],
})
export class InvitesModule {}
