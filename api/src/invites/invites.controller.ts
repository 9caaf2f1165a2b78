import { Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { TenantCaller, UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { AcceptedInvite, InvitePreview } from './invite.schema.js';
import { InvitesService } from './invites.service.js';

@ApiTags('Invites')
@Controller('v1/invites/:code')
export class InvitesController {
  constructor(private readonly invites: InvitesService) {}

  @Get()
  @Operation({
    id: 'getInvite',
    summary: 'What an invite leads to: the name of the room, and no more',
    access: 'key',
    answers: { 200: InvitePreview },
    errors: ['invite_not_found'],
  })
  preview(@CurrentCaller() caller: TenantCaller, @Param('code') code: string): Promise<InvitePreview> {
    return this.invites.preview(caller, code);
  }

  @Post('accept')
  @Operation({
    id: 'acceptInvite',
    summary: 'Comes into the room; whoever sits there already spends no use',
    access: 'user',
    answers: { 200: AcceptedInvite },
    errors: ['invite_not_found', 'room_not_found', 'banned', 'room_full'],
  })
  accept(@CurrentCaller() caller: UserCaller, @Param('code') code: string): Promise<AcceptedInvite> {
    return this.invites.accept(caller, code);
  }

  @Delete()
  @Operation({
    id: 'removeInvite',
    summary: 'Revokes an invite (owners and moderators of its room)',
    access: 'actor',
    answers: { 204: null },
    errors: ['invite_not_found'],
  })
  remove(@CurrentCaller() caller: TenantCaller, @Param('code') code: string): Promise<void> {
    return this.invites.revoke(caller, code);
  }
}
