import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ServerCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { TenantKeysService } from './tenant-keys.service.js';
import { NewSecretKey, PatchTenant, Tenant } from './tenant.schema.js';
import { TenantsService } from './tenants.service.js';

/** The tenant of the secret key that asks. */
@ApiTags('Tenant')
@Controller('v1/tenant')
export class TenantController {
  constructor(
    private readonly tenants: TenantsService,
    private readonly keys: TenantKeysService,
  ) {}

  @Get()
  @Operation({ id: 'getOwnTenant', summary: 'The own tenant', access: 'server', answers: { 200: Tenant } })
  get(@CurrentCaller() caller: ServerCaller): Promise<Tenant> {
    return this.tenants.get(caller.tenantId);
  }

  @Patch()
  @Operation({
    id: 'updateOwnTenant',
    summary: 'Changes the own tenant: what is not named stays, at every depth',
    access: 'server',
    answers: { 200: Tenant },
  })
  update(@CurrentCaller() caller: ServerCaller, @Body({ schema: PatchTenant }) patch: PatchTenant): Promise<Tenant> {
    return this.tenants.update(caller.tenantId, patch);
  }

  @Post('keys')
  @Operation({
    id: 'createSecretKey',
    summary: 'Makes a second secret key',
    access: 'server',
    answers: { 201: NewSecretKey },
    errors: ['too_many_keys'],
  })
  addKey(@CurrentCaller() caller: ServerCaller): Promise<NewSecretKey> {
    return this.keys.add(caller.tenantId);
  }

  @Delete('keys/:keyId')
  @Operation({
    id: 'deleteSecretKey',
    summary: 'Stops a secret key',
    access: 'server',
    answers: { 204: null },
    errors: ['key_not_found', 'last_key'],
  })
  removeKey(@CurrentCaller() caller: ServerCaller, @Param('keyId') keyId: string): Promise<void> {
    return this.keys.remove(caller.tenantId, keyId);
  }
}
