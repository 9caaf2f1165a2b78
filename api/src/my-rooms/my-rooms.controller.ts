import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { ListMyRooms, MyRoomPage } from './my-room.schema.js';
import { MyRoomsService } from './my-rooms.service.js';

@ApiTags('Me')
@Controller('v1/me/rooms')
export class MyRoomsController {
  constructor(private readonly rooms: MyRoomsService) {}

  @Get()
  @Operation({
    id: 'listMyRooms',
    summary: 'The rooms that the caller sits in, newest activity first, with what is unread in each',
    access: 'user',
    answers: { 200: MyRoomPage },
  })
  list(@CurrentCaller() caller: UserCaller, @Query({ schema: ListMyRooms }) query: ListMyRooms): Promise<MyRoomPage> {
    return this.rooms.list(caller, query);
  }
}
