import { Body, Controller, Delete, Get, HttpStatus, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { TenantCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { AddMember, ListMembers, MemberPage, PatchMember, Seat } from './member.schema.js';
import { MembersService } from './members.service.js';

@ApiTags('Members')
@Controller('v1/rooms/:roomId/members')
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Get()
  @Operation({
    id: 'listMembers',
    summary: 'Everybody who sits in the room, or those whose name begins as asked',
    access: 'actor',
    answers: { 200: MemberPage },
    errors: ['room_not_found'],
  })
  list(
    @CurrentCaller() caller: TenantCaller,
    @Param('roomId') roomId: string,
    @Query({ schema: ListMembers }) query: ListMembers,
  ): Promise<MemberPage> {
    return this.members.list(caller, roomId, query);
  }

  @Post()
  @ApiBody({ required: false })
  @Operation({
    id: 'addMember',
    summary: 'Joins a public room, or adds somebody (owners and moderators); 200 when already there',
    access: 'actor',
    answers: { 201: Seat, 200: Seat },
    errors: ['room_not_found', 'user_not_found', 'user_required', 'banned', 'room_full'],
  })
  async add(
    @CurrentCaller() caller: TenantCaller,
    @Param('roomId') roomId: string,
    @Body({ schema: AddMember }) input: AddMember,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Seat> {
    const { member, isNew } = await this.members.add(caller, roomId, input?.userId);
    response.status(isNew ? HttpStatus.CREATED : HttpStatus.OK);
    return member;
  }

  @Patch(':userId')
  @Operation({
    id: 'updateMember',
    summary: 'Sets what one has arranged for oneself (`me`), or the role of another (owners)',
    access: 'actor',
    answers: { 200: Seat },
    errors: ['room_not_found', 'user_not_found', 'user_required', 'not_member', 'last_owner'],
  })
  update(
    @CurrentCaller() caller: TenantCaller,
    @Param('roomId') roomId: string,
    @Param('userId') userId: string,
    @Body({ schema: PatchMember }) patch: PatchMember,
  ): Promise<Seat> {
    return this.members.update(caller, roomId, userId, patch);
  }

  @Delete(':userId')
  @Operation({
    id: 'removeMember',
    summary: 'Leaves the room (`me`), or removes somebody (owners and moderators)',
    access: 'actor',
    answers: { 204: null },
    errors: ['room_not_found', 'user_not_found', 'user_required', 'last_owner'],
  })
  remove(
    @CurrentCaller() caller: TenantCaller,
    @Param('roomId') roomId: string,
    @Param('userId') userId: string,
  ): Promise<void> {
    return this.members.remove(caller, roomId, userId);
  }
}
