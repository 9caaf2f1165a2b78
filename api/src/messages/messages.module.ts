import { Module } from '@nestjs/common';
import { RoomLogModule } from '../delivery/room-log.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { RoomAccessModule } from '../rooms/room-access.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { UsersModule } from '../users/users.module.js';
import { MessageChangesController } from './message-changes.controller.js';
import { MessageChangesRepository } from './message-changes.repository.js';
import { MessageChangesService } from './message-changes.service.js';
import { PinsController } from './pins.controller.js';
import { PinsRepository } from './pins.repository.js';
import { PinsService } from './pins.service.js';
import { ReactionsController } from './reactions.controller.js';
import { ReactionsRepository } from './reactions.repository.js';
import { ReactionsService } from './reactions.service.js';
import { SilentStreams } from './silent-streams.js';
import { StreamsController } from './streams.controller.js';
import { StreamsRepository } from './streams.repository.js';
import { StreamsService } from './streams.service.js';
import { MessagesController } from './messages.controller.js';
import { MessagesRepository } from './messages.repository.js';
import { MessagesService } from './messages.service.js';
import { ThreadsController } from './threads.controller.js';
import { ThreadsRepository } from './threads.repository.js';
import { ThreadsService } from './threads.service.js';

@Module({
  imports: [RoomAccessModule, RoomLogModule, UsersModule, TenantsModule, LimitsModule],
  controllers: [
    MessagesController,
    MessageChangesController,
    ReactionsController,
    PinsController,
    StreamsController,
    ThreadsController,
  ],
  providers: [
    MessagesRepository,
    MessagesService,
    MessageChangesRepository,
    MessageChangesService,
    ReactionsRepository,
    ReactionsService,
    PinsRepository,
    PinsService,
    StreamsRepository,
    StreamsService,
    SilentStreams,
    ThreadsRepository,
    ThreadsService,
  ],
  exports: [MessagesService, MessageChangesService, ReactionsService, MessageChangesRepository],
})
export class MessagesModule {}
