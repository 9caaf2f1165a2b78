import { Body, Controller, Param, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { AppendToMessage, Appended } from './stream.schema.js';
import { StreamsService } from './streams.service.js';

@ApiTags('Messages')
@Controller('v1/rooms/:roomId/messages/:messageId/append')
export class StreamsController {
  constructor(private readonly streams: StreamsService) {}

  @Patch()
  @Operation({
    id: 'appendToMessage',
    summary: 'Writes on an own message that was begun with `streaming`, or ends it; repeated it is the same answer',
    access: 'user',
    answers: { 200: Appended },
    errors: [
      'room_not_found',
      'message_not_found',
      'not_member',
      'muted',
      'message_deleted',
      'not_streaming',
      'offset_mismatch',
    ],
  })
  append(
    @CurrentCaller() caller: UserCaller,
    @Param('roomId') roomId: string,
    @Param('messageId') messageId: string,
    @Body({ schema: AppendToMessage }) input: AppendToMessage,
  ): Promise<Appended> {
    return this.streams.append(caller, roomId, messageId, input);
  }
}
