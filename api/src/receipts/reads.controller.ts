import { Body, Controller, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { ReadPointer, SetRead } from './read.schema.js';
import { ReadsService } from './reads.service.js';

@ApiTags('Members')
@Controller('v1/rooms/:roomId/read')
export class ReadsController {
  constructor(private readonly reads: ReadsService) {}

  @Put()
  @Operation({
    id: 'setRead',
    summary: 'Says how far the caller has read; a pointer only grows, one below it is answered with it',
    access: 'user',
    answers: { 200: ReadPointer },
    errors: ['room_not_found', 'banned', 'not_member', 'overloaded'],
  })
  set(
    @CurrentCaller() caller: UserCaller,
    @Param('roomId') roomId: string,
    @Body({ schema: SetRead }) { seq }: SetRead,
  ): Promise<ReadPointer> {
    return this.reads.set(caller, roomId, seq);
  }
}
