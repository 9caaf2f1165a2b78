import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { TenantCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { Changes, ChangesQuery, toStanding } from './changes.schema.js';
import { ChangesService } from './changes.service.js';

@ApiTags('Messages')
@Controller('v1/rooms/:roomId/changes')
export class ChangesController {
  constructor(private readonly changes: ChangesService) {}

  @Get()
  @Operation({
    id: 'getChanges',
    summary: 'What changed after a position, or the room afresh; a position ahead of the room is answered as a reset',
    access: 'reader',
    answers: { 200: Changes },
    errors: ['room_not_found'],
  })
  since(
    @CurrentCaller() caller: TenantCaller,
    @Param('roomId') roomId: string,
    @Query({ schema: ChangesQuery }) query: ChangesQuery,
  ): Promise<Changes> {
    return this.changes.since(caller, roomId, toStanding(query), query.limit);
  }
}
