import { Body, Controller, HttpStatus, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { PutDirectRoom } from './direct-room.schema.js';
import { DirectRoomsService } from './direct-rooms.service.js';
import { Room } from './room.schema.js';

@ApiTags('Rooms')
@Controller('v1/rooms/direct')
export class DirectRoomsController {
  constructor(private readonly directRooms: DirectRoomsService) {}

  @Put()
  @Operation({
    id: 'putDirectRoom',
    summary: 'The one room of the caller and somebody else; 201 when it is made now',
    access: 'user',
    answers: { 201: Room, 200: Room },
    errors: ['user_not_found'],
  })
  async put(
    @CurrentCaller() caller: UserCaller,
    @Body({ schema: PutDirectRoom }) input: PutDirectRoom,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Room> {
    const { room, isNew } = await this.directRooms.put(caller, input);
    response.status(isNew ? HttpStatus.CREATED : HttpStatus.OK);
    return room;
  }
}
