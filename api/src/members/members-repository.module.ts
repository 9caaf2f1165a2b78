import { Module } from '@nestjs/common';
import { MembersRepository } from './members.repository.js';

/** The seats' SQL alone, for features that members themselves build on. */
@Module({ providers: [MembersRepository], exports: [MembersRepository] })
export class MembersRepositoryModule {}
