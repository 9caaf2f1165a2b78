import { Controller, Delete, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { Bookmark } from './bookmark.schema.js';
import { BookmarksService } from './bookmarks.service.js';

@ApiTags('Messages')
@Controller('v1/rooms/:roomId/messages/:messageId/bookmark')
export class MessageBookmarksController {
  constructor(private readonly bookmarks: BookmarksService) {}

  @Put()
  @Operation({
    id: 'putBookmark',
    summary: 'Marks a message for the caller alone, to be found again; nobody else is told. Also the second time',
    access: 'user',
    answers: { 200: Bookmark },
    errors: ['room_not_found', 'message_not_found', 'message_deleted', 'too_many_bookmarks'],
  })
  add(
    @CurrentCaller() caller: UserCaller,
    @Param('roomId') roomId: string,
    @Param('messageId') messageId: string,
  ): Promise<Bookmark> {
    return this.bookmarks.add(caller, roomId, messageId);
  }

  @Delete()
  @Operation({
    id: 'deleteBookmark',
    summary: 'Takes the caller’s bookmark from a message; also of what has none',
    access: 'user',
    answers: { 204: null },
    errors: ['room_not_found', 'message_not_found'],
  })
  remove(
    @CurrentCaller() caller: UserCaller,
    @Param('roomId') roomId: string,
    @Param('messageId') messageId: string,
  ): Promise<void> {
    return this.bookmarks.remove(caller, roomId, messageId);
  }
}
