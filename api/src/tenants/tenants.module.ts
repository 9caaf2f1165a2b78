import { Module } from '@nestjs/common';
import { RoomsRepositoryModule } from '../rooms/rooms-repository.module.js';
import { SigningKeyDirectory } from './signing-key-directory.js';
import { SigningKeysController } from './signing-keys.controller.js';
import { SigningKeysRepository } from './signing-keys.repository.js';
import { SigningKeysService } from './signing-keys.service.js';
import { TenantDirectory } from './tenant-directory.js';
import { TenantKeysService } from './tenant-keys.service.js';
import { TenantController } from './tenant.controller.js';
import { TenantsController } from './tenants.controller.js';
import { TenantsRepository } from './tenants.repository.js';
import { TenantsService } from './tenants.service.js';

@Module({
  imports: [RoomsRepositoryModule],
  controllers: [TenantsController, TenantController, SigningKeysController],
  providers: [
    TenantsRepository,
    TenantsService,
    TenantKeysService,
    TenantDirectory,
    SigningKeysRepository,
    SigningKeysService,
    SigningKeyDirectory,
  ],
  exports: [TenantsService, TenantDirectory, SigningKeyDirectory],
})
export class TenantsModule {}
