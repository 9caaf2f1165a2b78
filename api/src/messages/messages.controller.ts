import { Body, Controller, Get, Header, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { TenantCaller, UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { History, HistoryQuery, Message, SendMessage } from './message.schema.js';
import { MessagesService } from './messages.service.js';

@ApiTags('Messages')
@Controller('v1/rooms/:roomId/messages')
export class MessagesController {
  constructor(private readonly messages: MessagesService) {}

  @Get()
  @Header('Content-Type', 'application/json; charset=utf-8')
  @Operation({
    id: 'listMessages',
    summary: 'A page of the history, ascending by seq',
    access: 'reader',
    answers: { 200: History },
    errors: ['room_not_found'],
  })
  list(
    @CurrentCaller() caller: TenantCaller,
    @Param('roomId') roomId: string,
    @Query({ schema: HistoryQuery }) query: HistoryQuery,
  ): Promise<string> {
    return this.messages.history(caller, roomId, query);
  }

  @Post()
  @Operation({
    id: 'sendMessage',
    summary:
      'Sends a message, or begins one that is written on; 200 with the first result when this clientId was sent before',
    access: 'user',
    answers: { 201: Message, 200: Message },
    errors: [
      'room_not_found',
      'message_not_found',
      'user_not_found',
      'upload_not_found',
      'client_id_reused',
      'already_in_thread',
      'message_deleted',
      'muted',
      'slow_mode',
      'room_full',
    ],
  })
  async send(
    @CurrentCaller() caller: UserCaller,
    @Param('roomId') roomId: string,
    @Body({ schema: SendMessage }) input: SendMessage,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Message> {
    const { message, isNew } = await this.messages.send(caller, roomId, input);
    response.status(isNew ? HttpStatus.CREATED : HttpStatus.OK);
    return message;
  }
}
