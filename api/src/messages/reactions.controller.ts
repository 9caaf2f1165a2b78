import { Controller, Delete, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import type { ErrorCode } from '../common/errors/catalogue.js';
import { Operation } from '../common/http/operation.decorator.js';
import { Message } from './message.schema.js';
import { ReactionsService } from './reactions.service.js';

const errors: ErrorCode[] = ['room_not_found', 'message_not_found', 'not_member', 'muted', 'message_deleted'];

@ApiTags('Messages')
@Controller('v1/rooms/:roomId/messages/:messageId/reactions/:emoji')
export class ReactionsController {
  constructor(private readonly reactions: ReactionsService) {}

  @Put()
  @Operation({
    id: 'putReaction',
    summary: 'Reacts with one emoji; also the second time',
    access: 'user',
    answers: { 200: Message },
    errors: [...errors, 'too_many_reactions'],
  })
  add(
    @CurrentCaller() caller: UserCaller,
    @Param('roomId') roomId: string,
    @Param('messageId') messageId: string,
    @Param('emoji') emoji: string,
  ): Promise<Message> {
    return this.reactions.add(caller, roomId, messageId, emoji);
  }

  @Delete()
  @Operation({
    id: 'deleteReaction',
    summary: 'Takes a reaction back; also where there is none',
    access: 'user',
    answers: { 200: Message },
    errors,
  })
  remove(
    @CurrentCaller() caller: UserCaller,
    @Param('roomId') roomId: string,
    @Param('messageId') messageId: string,
    @Param('emoji') emoji: string,
  ): Promise<Message> {
    return this.reactions.remove(caller, roomId, messageId, emoji);
  }
}
