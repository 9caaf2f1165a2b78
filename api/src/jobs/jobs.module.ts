import { Module } from '@nestjs/common';
import { JobRunner } from './job-runner.js';
import { Jobs } from './jobs.js';
import { JobsRepository } from './jobs.repository.js';

/** Work that must be done, though not now. */
@Module({ providers: [Jobs, JobsRepository, JobRunner], exports: [Jobs] })
export class JobsModule {}
