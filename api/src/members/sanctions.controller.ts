import { Body, Controller, Delete, Get, Param, Put, Query, type Type } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { TenantCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import type { SanctionKind } from './sanctions.repository.js';
import { ListSanctions, PutSanction, Sanction, SanctionPage } from './sanction.schema.js';
import { SanctionsService } from './sanctions.service.js';

/** The routes of one kind; they differ in their names only. */
function sanctions(kind: SanctionKind, name: 'Ban' | 'Mute', does: string): Type<unknown> {
  @ApiTags('Members')
  @Controller(`v1/rooms/:roomId/${kind}s`)
  class SanctionsController {
    constructor(private readonly service: SanctionsService) {}

    @Get()
    @Operation({
      id: `list${name}s`,
      summary: `The ${kind}s in force (owners and moderators)`,
      access: 'actor',
      answers: { 200: SanctionPage },
      errors: ['room_not_found'],
    })
    list(
      @CurrentCaller() caller: TenantCaller,
      @Param('roomId') roomId: string,
      @Query({ schema: ListSanctions }) query: ListSanctions,
    ): Promise<SanctionPage> {
      return this.service.list(kind, caller, roomId, query);
    }

    @Put(':userId')
    @ApiBody({ required: false })
    @Operation({
      id: `put${name}`,
      summary: `${does} (owners and moderators)`,
      access: 'actor',
      answers: { 200: Sanction },
      errors: ['room_not_found', 'user_not_found'],
    })
    put(
      @CurrentCaller() caller: TenantCaller,
      @Param('roomId') roomId: string,
      @Param('userId') userId: string,
      @Body({ schema: PutSanction }) input: PutSanction,
    ): Promise<Sanction> {
      return this.service.put(kind, caller, roomId, userId, input ?? {});
    }

    @Delete(':userId')
    @Operation({
      id: `remove${name}`,
      summary: `Ends a ${kind} (owners and moderators)`,
      access: 'actor',
      answers: { 204: null },
      errors: ['room_not_found', 'user_not_found'],
    })
    remove(
      @CurrentCaller() caller: TenantCaller,
      @Param('roomId') roomId: string,
      @Param('userId') userId: string,
    ): Promise<void> {
      return this.service.remove(kind, caller, roomId, userId);
    }
  }
  return SanctionsController;
}

export const BansController = sanctions('ban', 'Ban', 'Keeps somebody out of a room, member or not');
export const MutesController = sanctions('mute', 'Mute', 'Keeps somebody from writing in a room');
