import { Body, Controller, Delete, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { ListScheduled, ScheduledMessage, ScheduledMessagePage, UpdateScheduled } from './scheduled-message.schema.js';
import { ScheduledMessagesService } from './scheduled-messages.service.js';

@ApiTags('Me')
@Controller('v1/me/scheduled-messages')
export class MyScheduledMessagesController {
  constructor(private readonly service: ScheduledMessagesService) {}

  @Get()
  @Operation({
    id: 'listScheduledMessages',
    summary: 'What the caller scheduled and was not sent, the soonest first; with why, where it was refused',
    access: 'user',
    answers: { 200: ScheduledMessagePage },
    errors: ['room_not_found'],
  })
  list(
    @CurrentCaller() caller: UserCaller,
    @Query({ schema: ListScheduled }) query: ListScheduled,
  ): Promise<ScheduledMessagePage> {
    return this.service.list(caller, query);
  }

  @Patch(':scheduledId')
  @Operation({
    id: 'updateScheduledMessage',
    summary: 'Changes what waits, and when it is sent; not once it is being sent',
    access: 'user',
    answers: { 200: ScheduledMessage },
    errors: ['scheduled_message_not_found', 'user_not_found'],
  })
  update(
    @CurrentCaller() caller: UserCaller,
    @Param('scheduledId') scheduledId: string,
    @Body({ schema: UpdateScheduled }) input: UpdateScheduled,
  ): Promise<ScheduledMessage> {
    return this.service.update(caller, scheduledId, input);
  }

  @Delete(':scheduledId')
  @Operation({
    id: 'cancelScheduledMessage',
    summary: 'Takes back what waits; not once it is being sent',
    access: 'user',
    answers: { 204: null },
    errors: ['scheduled_message_not_found'],
  })
  cancel(@CurrentCaller() caller: UserCaller, @Param('scheduledId') scheduledId: string): Promise<void> {
    return this.service.cancel(caller, scheduledId);
  }
}
