import { Module } from '@nestjs/common';
import { RoomsRepository } from './rooms.repository.js';

/** The rooms' SQL alone, for features that rooms themselves build on. */
@Module({ providers: [RoomsRepository], exports: [RoomsRepository] })
export class RoomsRepositoryModule {}
