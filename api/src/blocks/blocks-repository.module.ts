import { Module } from '@nestjs/common';
import { BlocksRepository } from './blocks.repository.js';

/** The blocks' SQL alone, for features that ask who blocks whom. */
@Module({ providers: [BlocksRepository], exports: [BlocksRepository] })
export class BlocksRepositoryModule {}
