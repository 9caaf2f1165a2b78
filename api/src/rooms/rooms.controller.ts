import { Body, Controller, Delete, Get, Ip, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { TenantCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { ListRooms, RoomPage } from './discover.schema.js';
import { DiscoverService } from './discover.service.js';
import { CreateRoom, PatchRoom, Room } from './room.schema.js';
import { RoomsService } from './rooms.service.js';

@ApiTags('Rooms')
@Controller('v1/rooms')
export class RoomsController {
  constructor(
    private readonly rooms: RoomsService,
    private readonly discover: DiscoverService,
  ) {}

  @Post()
  @Operation({
    id: 'createRoom',
    summary: 'Makes a public or private room; its maker becomes the owner',
    access: 'actor',
    answers: { 201: Room },
    errors: ['slug_taken'],
  })
  create(@CurrentCaller() caller: TenantCaller, @Body({ schema: CreateRoom }) input: CreateRoom): Promise<Room> {
    return this.rooms.create(caller, input);
  }

  @Get()
  @Operation({
    id: 'listRooms',
    summary:
      'Finds public rooms: the lobby, then what has been active last; of a search, which is for people, what fits best first',
    access: 'reader',
    answers: { 200: RoomPage },
  })
  list(
    @CurrentCaller() caller: TenantCaller,
    @Query({ schema: ListRooms }) query: ListRooms,
    @Ip() address: string,
  ): Promise<RoomPage> {
    return this.discover.list(caller, query, address);
  }

  @Get('by-slug/:slug')
  @Operation({
    id: 'getRoomBySlug',
    summary: 'The room of a slug',
    access: 'reader',
    answers: { 200: Room },
    errors: ['room_not_found'],
  })
  getBySlug(@CurrentCaller() caller: TenantCaller, @Param('slug') slug: string): Promise<Room> {
    return this.rooms.getBySlug(caller, slug);
  }

  @Get(':roomId')
  @Operation({
    id: 'getRoom',
    summary: 'One room',
    access: 'reader',
    answers: { 200: Room },
    errors: ['room_not_found'],
  })
  get(@CurrentCaller() caller: TenantCaller, @Param('roomId') roomId: string): Promise<Room> {
    return this.rooms.get(caller, roomId);
  }

  @Patch(':roomId')
  @Operation({
    id: 'updateRoom',
    summary: 'Changes name, slug or topic (owners and moderators)',
    access: 'actor',
    answers: { 200: Room },
    errors: ['room_not_found', 'slug_taken'],
  })
  update(
    @CurrentCaller() caller: TenantCaller,
    @Param('roomId') roomId: string,
    @Body({ schema: PatchRoom }) patch: PatchRoom,
  ): Promise<Room> {
    return this.rooms.update(caller, roomId, patch);
  }

  @Delete(':roomId')
  @Operation({
    id: 'deleteRoom',
    summary: 'Removes a room for everybody (owners)',
    access: 'actor',
    answers: { 204: null },
    errors: ['room_not_found'],
  })
  remove(@CurrentCaller() caller: TenantCaller, @Param('roomId') roomId: string): Promise<void> {
    return this.rooms.remove(caller, roomId);
  }
}
