import { Global, Module } from '@nestjs/common';
import { Bus } from './events/bus.js';

@Global()
@Module({ providers: [Bus], exports: [Bus] })
export class CommonModule {}
