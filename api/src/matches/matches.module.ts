import { Module } from '@nestjs/common';
import { LimitsModule } from '../limits/limits.module.js';
import { PresenceModule } from '../presence/presence.module.js';
import { MatchesController } from './matches.controller.js';
import { MatchesRepository } from './matches.repository.js';
import { MatchesService } from './matches.service.js';
import { Matchmaker } from './matchmaker.js';
import { TicketLives } from './ticket-lives.js';

@Module({
  imports: [LimitsModule, PresenceModule],
  controllers: [MatchesController],
  providers: [MatchesRepository, MatchesService, Matchmaker, TicketLives],
  exports: [MatchesRepository],
})
export class MatchesModule {}
