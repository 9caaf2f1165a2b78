import { Body, Controller, Delete, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { TenantCaller, UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { EditMessage, ListVersions, Message, MessageVersionPage } from './message.schema.js';
import { MessageChangesService } from './message-changes.service.js';

@ApiTags('Messages')
@Controller('v1/rooms/:roomId/messages/:messageId')
export class MessageChangesController {
  constructor(private readonly changes: MessageChangesService) {}

  @Patch()
  @Operation({
    id: 'editMessage',
    summary: 'Gives an own message another text',
    access: 'user',
    answers: { 200: Message },
    errors: [
      'room_not_found',
      'message_not_found',
      'user_not_found',
      'not_member',
      'muted',
      'edit_window_over',
      'message_deleted',
      'still_streaming',
      'stale',
    ],
  })
  edit(
    @CurrentCaller() caller: UserCaller,
    @Param('roomId') roomId: string,
    @Param('messageId') messageId: string,
    @Body({ schema: EditMessage }) input: EditMessage,
  ): Promise<Message> {
    return this.changes.edit(caller, roomId, messageId, input);
  }

  @Delete()
  @Operation({
    id: 'deleteMessage',
    summary: 'Takes a message back: an own one, or as a moderator any; its seq stays',
    access: 'actor',
    answers: { 204: null },
    errors: ['room_not_found', 'message_not_found'],
  })
  async remove(
    @CurrentCaller() caller: TenantCaller,
    @Param('roomId') roomId: string,
    @Param('messageId') messageId: string,
  ): Promise<void> {
    await this.changes.remove(caller, roomId, messageId);
  }

  @Get('versions')
  @Operation({
    id: 'listMessageVersions',
    summary: 'What a message said before it was edited, the latest first; for its author and for moderators',
    access: 'actor',
    answers: { 200: MessageVersionPage },
    errors: ['room_not_found', 'message_not_found'],
  })
  versions(
    @CurrentCaller() caller: TenantCaller,
    @Param('roomId') roomId: string,
    @Param('messageId') messageId: string,
    @Query({ schema: ListVersions }) query: ListVersions,
  ): Promise<MessageVersionPage> {
    return this.changes.versions(caller, roomId, messageId, query);
  }
}
