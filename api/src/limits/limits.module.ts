import { Module } from '@nestjs/common';
import { ClusterModule } from '../cluster/cluster.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { LimitsController } from './limits.controller.js';
import { LimitsService } from './limits.service.js';
import { RateCountsRepository } from './rate-counts.repository.js';
import { RateLimits } from './rate-limits.js';
import { SharedCounts } from './shared-counts.js';

@Module({
  imports: [ClusterModule, TenantsModule],
  controllers: [LimitsController],
  providers: [LimitsService, RateCountsRepository, RateLimits, SharedCounts],
  exports: [RateCountsRepository, RateLimits],
})
export class LimitsModule {}
