import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../common/http/operation.decorator.js';
import { CreateTenant, ListTenants, PatchTenant, Tenant, TenantPage, TenantWithSecret } from './tenant.schema.js';
import { TenantsService } from './tenants.service.js';

/** The operator's tenants. */
@ApiTags('Tenants')
@Controller('v1/tenants')
export class TenantsController {
  constructor(private readonly tenants: TenantsService) {}

  @Post()
  @Operation({
    id: 'createTenant',
    summary: 'Makes a tenant with its keys and its lobby',
    access: 'operator',
    answers: { 201: TenantWithSecret },
  })
  create(@Body({ schema: CreateTenant }) input: CreateTenant): Promise<TenantWithSecret> {
    return this.tenants.create(input);
  }

  @Get()
  @Operation({
    id: 'listTenants',
    summary: 'Lists all tenants, newest first',
    access: 'operator',
    answers: { 200: TenantPage },
  })
  list(@Query({ schema: ListTenants }) page: ListTenants): Promise<TenantPage> {
    return this.tenants.list(page);
  }

  @Get(':tenantId')
  @Operation({
    id: 'getTenant',
    summary: 'One tenant',
    access: 'operator',
    answers: { 200: Tenant },
    errors: ['tenant_not_found'],
  })
  get(@Param('tenantId') tenantId: string): Promise<Tenant> {
    return this.tenants.get(tenantId);
  }

  @Patch(':tenantId')
  @Operation({
    id: 'updateTenant',
    summary: 'Changes a tenant: what is not named stays, at every depth',
    access: 'operator',
    answers: { 200: Tenant },
    errors: ['tenant_not_found'],
  })
  update(@Param('tenantId') tenantId: string, @Body({ schema: PatchTenant }) patch: PatchTenant): Promise<Tenant> {
    return this.tenants.update(tenantId, patch);
  }
}
