import { Module } from '@nestjs/common';
import { ReadsController } from './reads.controller.js';
import { ReadsRepository } from './reads.repository.js';
import { ReadsService } from './reads.service.js';

@Module({ controllers: [ReadsController], providers: [ReadsRepository, ReadsService], exports: [ReadsService] })
export class ReceiptsModule {}
