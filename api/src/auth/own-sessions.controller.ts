import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { ListSessions, OpenSessionPage } from './own-sessions.schema.js';
import { OwnSessionsService } from './own-sessions.service.js';

@ApiTags('Sessions')
@Controller('v1/me/sessions')
export class OwnSessionsController {
  constructor(private readonly sessions: OwnSessionsService) {}

  @Get()
  @Operation({
    id: 'listSessions',
    summary: 'Where the caller is signed in, newest first',
    access: 'user',
    answers: { 200: OpenSessionPage },
  })
  list(@CurrentCaller() caller: UserCaller, @Query({ schema: ListSessions }) query: ListSessions) {
    return this.sessions.list(caller, query);
  }

  @Delete()
  @Operation({
    id: 'endOtherSessions',
    summary: 'Signs the caller out everywhere else',
    access: 'user',
    answers: { 204: null },
  })
  endOthers(@CurrentCaller() caller: UserCaller): Promise<void> {
    return this.sessions.endOthers(caller);
  }

  @Delete(':sessionId')
  @Operation({
    id: 'endSession',
    summary: 'Signs the caller out in one place, also the second time',
    access: 'user',
    answers: { 204: null },
    errors: ['session_not_found'],
  })
  end(@CurrentCaller() caller: UserCaller, @Param('sessionId') sessionId: string): Promise<void> {
    return this.sessions.end(caller, sessionId);
  }
}
