import { Module } from '@nestjs/common';
import { RoomAccess } from './room-access.service.js';
import { RoomsRepositoryModule } from './rooms-repository.module.js';

/** Who may see a room, for every feature that is about one. */
@Module({ imports: [RoomsRepositoryModule], providers: [RoomAccess], exports: [RoomAccess] })
export class RoomAccessModule {}
