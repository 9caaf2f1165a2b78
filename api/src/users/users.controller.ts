import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { TenantCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { ListUsers, Profile, UserPage } from './user.schema.js';
import { UsersService } from './users.service.js';

@ApiTags('Users')
@Controller('v1/users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @Operation({
    id: 'listUsers',
    summary: 'Finds people by the beginning of their username',
    access: 'actor',
    answers: { 200: UserPage },
  })
  list(@CurrentCaller() caller: TenantCaller, @Query({ schema: ListUsers }) query: ListUsers): Promise<UserPage> {
    return this.users.list(caller, query);
  }

  @Get(':userId')
  @Operation({
    id: 'getUser',
    summary: 'Shows one person',
    access: 'reader',
    answers: { 200: Profile },
    errors: ['user_not_found'],
  })
  get(@CurrentCaller() caller: TenantCaller, @Param('userId') userId: string): Promise<Profile> {
    return this.users.get(caller, userId);
  }
}
