import { Module } from '@nestjs/common';
import { LimitsModule } from '../limits/limits.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { RoomAccessModule } from '../rooms/room-access.module.js';
import { UsersModule } from '../users/users.module.js';
import { BookmarksController } from './bookmarks.controller.js';
import { BookmarksRepositoryModule } from './bookmarks-repository.module.js';
import { BookmarksService } from './bookmarks.service.js';
import { MessageBookmarksController } from './message-bookmarks.controller.js';

@Module({
  imports: [BookmarksRepositoryModule, LimitsModule, MessagesModule, RoomAccessModule, UsersModule],
  controllers: [BookmarksController, MessageBookmarksController],
  providers: [BookmarksService],
})
export class BookmarksModule {}
