import { Controller, Delete, Ip, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { TenantCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { FileOfRequest, type IncomingFile } from '../common/multipart/incoming-file.js';
import { Room } from '../rooms/room.schema.js';
import { RoomAvatarsService } from './room-avatars.service.js';

@ApiTags('Rooms')
@Controller('v1/rooms/:roomId/avatar')
export class RoomAvatarsController {
  constructor(private readonly avatars: RoomAvatarsService) {}

  @Put()
  @Operation({
    id: 'setRoomAvatar',
    summary:
      'Replaces the picture of a room (owners and moderators): PNG, JPEG, WebP, GIF or AVIF, of which the middle square is shown',
    access: 'actor',
    file: 'file',
    answers: { 200: Room },
    errors: ['room_not_found', 'image_too_large', 'invalid_image'],
  })
  replace(
    @CurrentCaller() caller: TenantCaller,
    @Param('roomId') roomId: string,
    @FileOfRequest() file: IncomingFile,
    @Ip() address: string,
  ): Promise<Room> {
    return this.avatars.replace(caller, roomId, file, address);
  }

  @Delete()
  @Operation({
    id: 'removeRoomAvatar',
    summary: 'Takes the picture of a room away (owners and moderators)',
    access: 'actor',
    answers: { 204: null },
    errors: ['room_not_found'],
  })
  remove(@CurrentCaller() caller: TenantCaller, @Param('roomId') roomId: string): Promise<void> {
    return this.avatars.remove(caller, roomId);
  }
}
