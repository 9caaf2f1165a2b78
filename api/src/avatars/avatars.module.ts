import { Module } from '@nestjs/common';
import { RoomLogModule } from '../delivery/room-log.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { RoomAccessModule } from '../rooms/room-access.module.js';
import { RoomsRepositoryModule } from '../rooms/rooms-repository.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { UsersModule } from '../users/users.module.js';
import { AvatarFiles } from './avatar-files.js';
import { AvatarIntake } from './avatar-intake.js';
import { AvatarSweep } from './avatar-sweep.js';
import { AvatarsController } from './avatars.controller.js';
import { AvatarsService } from './avatars.service.js';
import { RoomAvatarsController } from './room-avatars.controller.js';
import { RoomAvatarsService } from './room-avatars.service.js';

@Module({
  imports: [
    LimitsModule,
    RoomAccessModule,
    RoomLogModule,
    RoomsRepositoryModule,
    StorageModule,
    TenantsModule,
    UsersModule,
  ],
  controllers: [AvatarsController, RoomAvatarsController],
  providers: [AvatarFiles, AvatarIntake, AvatarSweep, AvatarsService, RoomAvatarsService],
  exports: [AvatarFiles],
})
export class AvatarsModule {}
