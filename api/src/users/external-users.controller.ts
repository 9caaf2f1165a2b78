import { Body, Controller, HttpStatus, Param, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { ServerCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { PutExternalUser } from './external-user.schema.js';
import { ExternalUsersService } from './external-users.service.js';
import { User } from './user.schema.js';

/** People of the tenant's own login. */
@ApiTags('Users')
@Controller('v1/users/external')
export class ExternalUsersController {
  constructor(private readonly users: ExternalUsersService) {}

  @Put(':externalId')
  @Operation({
    id: 'putExternalUser',
    summary: 'Makes a user of the tenant’s own login, or changes how they look; 200 when already there',
    access: 'server',
    answers: { 200: User, 201: User },
  })
  async put(
    @CurrentCaller() { tenantId }: ServerCaller,
    @Param('externalId') externalId: string,
    @Body({ schema: PutExternalUser }) profile: PutExternalUser,
    @Res({ passthrough: true }) response: Response,
  ): Promise<User> {
    const { user, isNew } = await this.users.put(tenantId, externalId, profile);
    response.status(isNew ? HttpStatus.CREATED : HttpStatus.OK);
    return user;
  }
}
