import { Module } from '@nestjs/common';
import { MembersRepository } from './members.repository.js';
import { SanctionsRepository } from './sanctions.repository.js';

/** The SQL of seats, and of what keeps people from them, alone, for features that members themselves build on. */
@Module({ providers: [MembersRepository, SanctionsRepository], exports: [MembersRepository, SanctionsRepository] })
export class MembersRepositoryModule {}
