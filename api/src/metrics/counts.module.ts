import { Global, Module } from '@nestjs/common';
import { Counts } from './counts.js';

/** Counting, for every feature. */
@Global()
@Module({ providers: [Counts], exports: [Counts] })
export class CountsModule {}
