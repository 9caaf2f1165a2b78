import { Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { TenantCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { Message } from './message.schema.js';
import { ListPins, PinPage } from './pin.schema.js';
import { PinsService } from './pins.service.js';

@ApiTags('Messages')
@Controller('v1/rooms/:roomId/pins')
export class PinsController {
  constructor(private readonly pins: PinsService) {}

  @Get()
  @Operation({
    id: 'listPins',
    summary: 'The pinned messages of a room, the one that was pinned last first',
    access: 'reader',
    answers: { 200: PinPage },
    errors: ['room_not_found'],
  })
  list(
    @CurrentCaller() caller: TenantCaller,
    @Param('roomId') roomId: string,
    @Query({ schema: ListPins }) query: ListPins,
  ): Promise<PinPage> {
    return this.pins.list(caller, roomId, query);
  }

  @Put(':messageId')
  @Operation({
    id: 'putPin',
    summary: 'Pins a message: moderators do, in direct and match rooms everybody; also the second time',
    access: 'actor',
    answers: { 200: Message },
    errors: ['room_not_found', 'message_not_found', 'muted', 'message_deleted', 'too_many_pins'],
  })
  add(
    @CurrentCaller() caller: TenantCaller,
    @Param('roomId') roomId: string,
    @Param('messageId') messageId: string,
  ): Promise<Message> {
    return this.pins.add(caller, roomId, messageId);
  }

  @Delete(':messageId')
  @Operation({
    id: 'deletePin',
    summary: 'Unpins a message; also of what is not pinned',
    access: 'actor',
    answers: { 204: null },
    errors: ['room_not_found', 'message_not_found', 'muted'],
  })
  async remove(
    @CurrentCaller() caller: TenantCaller,
    @Param('roomId') roomId: string,
    @Param('messageId') messageId: string,
  ): Promise<void> {
    await this.pins.remove(caller, roomId, messageId);
  }
}
