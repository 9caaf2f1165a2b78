import { Module } from '@nestjs/common';
import { ScheduledMessagesRepository } from './scheduled-messages.repository.js';

/** The SQL of scheduled messages alone, for features that take people's things away or pass them on. */
@Module({ providers: [ScheduledMessagesRepository], exports: [ScheduledMessagesRepository] })
export class ScheduledRepositoryModule {}
