import { Module } from '@nestjs/common';
import { ClusterModule } from '../cluster/cluster.module.js';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';

@Module({ imports: [ClusterModule], controllers: [HealthController], providers: [Readiness], exports: [Readiness] })
export class HealthModule {}
