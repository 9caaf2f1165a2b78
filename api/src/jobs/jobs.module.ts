import { Global, Module } from '@nestjs/common';
import { JobRunner } from './job-runner.js';
import { Jobs } from './jobs.js';
import { JobsRepository } from './jobs.repository.js';

/** Work that must be done, though not now; for every feature. */
@Global()
@Module({ providers: [Jobs, JobsRepository, JobRunner], exports: [Jobs] })
export class JobsModule {}
