import { Module } from '@nestjs/common';
import { TenantsModule } from '../tenants/tenants.module.js';
import { LimitsController } from './limits.controller.js';
import { LimitsService } from './limits.service.js';
import { RateLimits } from './rate-limits.js';

@Module({
  imports: [TenantsModule],
  controllers: [LimitsController],
  providers: [LimitsService, RateLimits],
  exports: [RateLimits],
})
export class LimitsModule {}
