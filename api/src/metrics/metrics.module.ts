import { Module } from '@nestjs/common';
import { ClusterModule } from '../cluster/cluster.module.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { RoomLogModule } from '../delivery/room-log.module.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';

@Module({
  imports: [ClusterModule, DeliveryModule, RoomLogModule],
  controllers: [MetricsController],
  providers: [Metrics],
})
export class MetricsModule {}
