import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { TenantCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { CreateInvite, Invite, InvitePage, ListInvites } from './invite.schema.js';
import { InvitesService } from './invites.service.js';

@ApiTags('Invites')
@Controller('v1/rooms/:roomId/invites')
export class RoomInvitesController {
  constructor(private readonly invites: InvitesService) {}

  @Get()
  @Operation({
    id: 'listInvites',
    summary: 'The invites by which somebody can come in, newest first (owners and moderators)',
    access: 'actor',
    answers: { 200: InvitePage },
    errors: ['room_not_found'],
  })
  list(
    @CurrentCaller() caller: TenantCaller,
    @Param('roomId') roomId: string,
    @Query({ schema: ListInvites }) query: ListInvites,
  ): Promise<InvitePage> {
    return this.invites.list(caller, roomId, query);
  }

  @Post()
  @ApiBody({ required: false })
  @Operation({
    id: 'createInvite',
    summary: 'Makes an invite (owners and moderators): whoever knows its code may come in',
    access: 'actor',
    answers: { 201: Invite },
    errors: ['room_not_found', 'too_many_invites'],
  })
  create(
    @CurrentCaller() caller: TenantCaller,
    @Param('roomId') roomId: string,
    @Body({ schema: CreateInvite }) input: CreateInvite,
  ): Promise<Invite> {
    return this.invites.create(caller, roomId, input);
  }
}
