import { Module } from '@nestjs/common';
import { RoomsRepositoryModule } from '../rooms/rooms-repository.module.js';
import { TenantDirectory } from './tenant-directory.js';
import { TenantKeysService } from './tenant-keys.service.js';
import { TenantController } from './tenant.controller.js';
import { TenantsController } from './tenants.controller.js';
import { TenantsRepository } from './tenants.repository.js';
import { TenantsService } from './tenants.service.js';

@Module({
  imports: [RoomsRepositoryModule],
  controllers: [TenantsController, TenantController],
  providers: [TenantsRepository, TenantsService, TenantKeysService, TenantDirectory],
  exports: [TenantsService, TenantDirectory],
})
export class TenantsModule {}
