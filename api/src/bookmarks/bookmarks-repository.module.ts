import { Module } from '@nestjs/common';
import { BookmarksRepository } from './bookmarks.repository.js';

/** The bookmarks' SQL alone, for features that take them along. */
@Module({ providers: [BookmarksRepository], exports: [BookmarksRepository] })
export class BookmarksRepositoryModule {}
