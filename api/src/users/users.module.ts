import { Module } from '@nestjs/common';
import { LimitsModule } from '../limits/limits.module.js';
import { ExternalUsersController } from './external-users.controller.js';
import { ExternalUsersRepository } from './external-users.repository.js';
import { ExternalUsersService } from './external-users.service.js';
import { MeController } from './me.controller.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [LimitsModule],
  controllers: [UsersController, MeController, ExternalUsersController],
  providers: [UsersRepository, UsersService, ExternalUsersRepository, ExternalUsersService],
  exports: [UsersRepository, UsersService, ExternalUsersService],
})
export class UsersModule {}
