import { Body, Controller, Delete, Get, HttpStatus, Param, Post, Res } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { FindMatch, MatchTicket } from './match.schema.js';
import { MatchesService } from './matches.service.js';

@ApiTags('Matches')
@Controller('v1/matches')
export class MatchesController {
  constructor(private readonly matches: MatchesService) {}

  @Post()
  @ApiBody({ required: false })
  @Operation({
    id: 'findMatch',
    summary: 'Queues for strangers to talk to; 200 with the same ticket while one waits',
    access: 'user',
    answers: { 201: MatchTicket, 200: MatchTicket },
  })
  async find(
    @CurrentCaller() caller: UserCaller,
    @Body({ schema: FindMatch }) input: FindMatch,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MatchTicket> {
    const { ticket, isNew } = await this.matches.find(caller, input);
    response.status(isNew ? HttpStatus.CREATED : HttpStatus.OK);
    return ticket;
  }

  @Get(':ticketId')
  @Operation({
    id: 'getMatch',
    summary: 'What became of a ticket; one that is asked for lives on for 30 seconds, without a socket too',
    access: 'user',
    answers: { 200: MatchTicket },
    errors: ['ticket_not_found'],
  })
  get(@CurrentCaller() caller: UserCaller, @Param('ticketId') ticketId: string): Promise<MatchTicket> {
    return this.matches.get(caller, ticketId);
  }

  @Delete(':ticketId')
  @Operation({
    id: 'withdrawMatch',
    summary: 'Waits no more',
    access: 'user',
    answers: { 204: null },
    errors: ['ticket_not_found', 'already_matched'],
  })
  withdraw(@CurrentCaller() caller: UserCaller, @Param('ticketId') ticketId: string): Promise<void> {
    return this.matches.withdraw(caller, ticketId);
  }
}
