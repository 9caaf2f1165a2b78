import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ServerCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { CreateSigningKey, ListSigningKeys, NewSigningKey, SigningKeyPage } from './signing-key.schema.js';
import { SigningKeysService } from './signing-keys.service.js';

/** Keys with which a tenant's own login signs tokens for its users. */
@ApiTags('Tenant')
@Controller('v1/tenant/signing-keys')
export class SigningKeysController {
  constructor(private readonly keys: SigningKeysService) {}

  @Post()
  @Operation({
    id: 'createSigningKey',
    summary: 'Makes a key that signs tokens for the tenant’s own users; two at most',
    access: 'server',
    answers: { 201: NewSigningKey },
    errors: ['too_many_keys'],
  })
  add(
    @CurrentCaller() caller: ServerCaller,
    @Body({ schema: CreateSigningKey }) input: CreateSigningKey,
  ): Promise<NewSigningKey> {
    return this.keys.add(caller, input);
  }

  @Get()
  @Operation({
    id: 'listSigningKeys',
    summary: 'The live signing keys, oldest first',
    access: 'server',
    answers: { 200: SigningKeyPage },
  })
  list(
    @CurrentCaller() caller: ServerCaller,
    @Query({ schema: ListSigningKeys }) query: ListSigningKeys,
  ): Promise<SigningKeyPage> {
    return this.keys.list(caller, query);
  }

  @Delete(':kid')
  @Operation({
    id: 'deleteSigningKey',
    summary: 'Stops a signing key: no token signed with it opens a session any more; open sessions live on',
    access: 'server',
    answers: { 204: null },
    errors: ['key_not_found'],
  })
  remove(@CurrentCaller() caller: ServerCaller, @Param('kid') kid: string): Promise<void> {
    return this.keys.remove(caller, kid);
  }
}
