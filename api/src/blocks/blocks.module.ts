import { Module } from '@nestjs/common';
import { LimitsModule } from '../limits/limits.module.js';
import { UsersModule } from '../users/users.module.js';
import { BlocksController } from './blocks.controller.js';
import { BlocksRepositoryModule } from './blocks-repository.module.js';
import { BlocksService } from './blocks.service.js';

@Module({
  imports: [BlocksRepositoryModule, LimitsModule, UsersModule],
  controllers: [BlocksController],
  providers: [BlocksService],
})
export class BlocksModule {}
