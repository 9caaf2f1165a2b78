import { Module } from '@nestjs/common';
import { LimitsModule } from '../limits/limits.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { UsersModule } from '../users/users.module.js';
import { AvatarFiles } from './avatar-files.js';
import { AvatarSweep } from './avatar-sweep.js';
import { AvatarsController } from './avatars.controller.js';
import { AvatarsService } from './avatars.service.js';

@Module({
  imports: [LimitsModule, StorageModule, TenantsModule, UsersModule],
  controllers: [AvatarsController],
  providers: [AvatarFiles, AvatarSweep, AvatarsService],
  exports: [AvatarFiles],
})
export class AvatarsModule {}
