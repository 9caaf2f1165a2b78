import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/jobs.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { RoomAccessModule } from '../rooms/room-access.module.js';
import { UsersModule } from '../users/users.module.js';
import { MyScheduledMessagesController } from './my-scheduled-messages.controller.js';
import { ScheduledMessagesController } from './scheduled-messages.controller.js';
import { ScheduledMessagesService } from './scheduled-messages.service.js';
import { ScheduledRepositoryModule } from './scheduled-repository.module.js';
import { ScheduledSender } from './scheduled-sender.service.js';

/** Messages that are sent later. */
@Module({
  imports: [JobsModule, LimitsModule, MessagesModule, RoomAccessModule, ScheduledRepositoryModule, UsersModule],
  controllers: [ScheduledMessagesController, MyScheduledMessagesController],
  providers: [ScheduledMessagesService, ScheduledSender],
})
export class ScheduledModule {}
