import { Body, Controller, Get, Header, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { TenantCaller, UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import {
  ListThreads,
  SetThreadRead,
  ThreadHistory,
  ThreadPage,
  ThreadQuery,
  ThreadReadPointer,
} from './thread.schema.js';
import { ThreadsService } from './threads.service.js';

@ApiTags('Messages')
@Controller('v1/rooms/:roomId')
export class ThreadsController {
  constructor(private readonly threads: ThreadsService) {}

  @Get('threads')
  @Operation({
    id: 'listThreads',
    summary:
      'The threads of a room that the caller follows, with what is unread; the one that was written in last first',
    access: 'user',
    answers: { 200: ThreadPage },
    errors: ['room_not_found', 'banned'],
  })
  list(
    @CurrentCaller() caller: UserCaller,
    @Param('roomId') roomId: string,
    @Query({ schema: ListThreads }) query: ListThreads,
  ): Promise<ThreadPage> {
    return this.threads.list(caller, roomId, query);
  }

  @Get('messages/:messageId/thread')
  @Header('Content-Type', 'application/json; charset=utf-8')
  @Operation({
    id: 'getThread',
    summary: 'A page of the thread on a message, ascending by seq; empty where nobody has answered there',
    access: 'reader',
    answers: { 200: ThreadHistory },
    errors: ['room_not_found', 'message_not_found', 'already_in_thread'],
  })
  read(
    @CurrentCaller() caller: TenantCaller,
    @Param('roomId') roomId: string,
    @Param('messageId') messageId: string,
    @Query({ schema: ThreadQuery }) query: ThreadQuery,
  ): Promise<string> {
    return this.threads.read(caller, roomId, messageId, query);
  }

  @Put('messages/:messageId/thread/read')
  @Operation({
    id: 'setThreadRead',
    summary:
      'Says how far the caller has read a thread, and follows it; a pointer only grows, one below it is answered with it',
    access: 'user',
    answers: { 200: ThreadReadPointer },
    errors: ['room_not_found', 'message_not_found', 'banned', 'not_member', 'already_in_thread'],
  })
  setRead(
    @CurrentCaller() caller: UserCaller,
    @Param('roomId') roomId: string,
    @Param('messageId') messageId: string,
    @Body({ schema: SetThreadRead }) { seq }: SetThreadRead,
  ): Promise<ThreadReadPointer> {
    return this.threads.setRead(caller, roomId, messageId, seq);
  }
}
