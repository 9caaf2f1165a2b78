import { Module } from '@nestjs/common';
import { ClusterModule } from '../cluster/cluster.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { RoomAccessModule } from '../rooms/room-access.module.js';
import { OtherNodes } from './other-nodes.js';
import { PresenceGateway } from './presence.gateway.js';
import { PresenceRepository } from './presence.repository.js';
import { Presence } from './presence.service.js';
import { Sightings } from './sightings.js';
import { TypingService } from './typing.service.js';
import { UserSockets } from './user-sockets.js';

@Module({
  imports: [ClusterModule, LimitsModule, RoomAccessModule],
  providers: [OtherNodes, Presence, PresenceGateway, PresenceRepository, Sightings, TypingService, UserSockets],
  exports: [Presence],
})
export class PresenceModule {}
