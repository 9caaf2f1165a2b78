import { Module } from '@nestjs/common';
import { MembersRepositoryModule } from '../members/members-repository.module.js';
import { CountsModule } from '../metrics/counts.module.js';
import { UsersModule } from '../users/users.module.js';
import { ReactorsRepository } from './reactors.repository.js';
import { RoomLog } from './room-log.js';
import { RoomLogRepository } from './room-log.repository.js';
import { WriterRepository } from './writer.repository.js';
import { Writer } from './writer.service.js';

/** The two ways to change a room, for every feature that does: the writer for messages, the log for all else. */
@Module({
  imports: [CountsModule, MembersRepositoryModule, UsersModule],
  providers: [RoomLog, RoomLogRepository, ReactorsRepository, Writer, WriterRepository],
  exports: [RoomLog, Writer],
})
export class RoomLogModule {}
