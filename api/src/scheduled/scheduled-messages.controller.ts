import { Body, Controller, HttpStatus, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { ScheduledMessage, ScheduleMessage } from './scheduled-message.schema.js';
import { ScheduledMessagesService } from './scheduled-messages.service.js';

@ApiTags('Messages')
@Controller('v1/rooms/:roomId/scheduled-messages')
export class ScheduledMessagesController {
  constructor(private readonly service: ScheduledMessagesService) {}

  @Post()
  @Operation({
    id: 'scheduleMessage',
    summary: 'Has a message sent later; 200 with what was scheduled when this clientId was scheduled before',
    access: 'user',
    answers: { 201: ScheduledMessage, 200: ScheduledMessage },
    errors: [
      'room_not_found',
      'message_not_found',
      'user_not_found',
      'not_member',
      'muted',
      'client_id_reused',
      'too_many_scheduled',
      'already_in_thread',
      'message_deleted',
    ],
  })
  async schedule(
    @CurrentCaller() caller: UserCaller,
    @Param('roomId') roomId: string,
    @Body({ schema: ScheduleMessage }) input: ScheduleMessage,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ScheduledMessage> {
    const { scheduled, isNew } = await this.service.schedule(caller, roomId, input);
    response.status(isNew ? HttpStatus.CREATED : HttpStatus.OK);
    return scheduled;
  }
}
