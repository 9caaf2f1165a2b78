import { Module } from '@nestjs/common';
import { LimitsModule } from '../limits/limits.module.js';
import { RoomAccessModule } from '../rooms/room-access.module.js';
import { MessageReportsController } from './message-reports.controller.js';
import { ReportsController } from './reports.controller.js';
import { ReportsRepository } from './reports.repository.js';
import { ReportsService } from './reports.service.js';

@Module({
  imports: [RoomAccessModule, LimitsModule],
  controllers: [MessageReportsController, ReportsController],
  providers: [ReportsRepository, ReportsService],
  exports: [ReportsRepository],
})
export class ReportsModule {}
