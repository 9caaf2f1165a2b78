import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { BookmarkIds, BookmarkPage, ListBookmarks } from './bookmark.schema.js';
import { BookmarksService } from './bookmarks.service.js';

@ApiTags('Me')
@Controller('v1/me/bookmarks')
export class BookmarksController {
  constructor(private readonly bookmarks: BookmarksService) {}

  @Get()
  @Operation({
    id: 'listBookmarks',
    summary: 'The messages that the caller bookmarked and can see, the one that was bookmarked last first',
    access: 'user',
    answers: { 200: BookmarkPage },
  })
  list(
    @CurrentCaller() caller: UserCaller,
    @Query({ schema: ListBookmarks }) query: ListBookmarks,
  ): Promise<BookmarkPage> {
    return this.bookmarks.list(caller, query);
  }

  @Get('ids')
  @Operation({
    id: 'listBookmarkIds',
    summary: 'Ids of all messages that the caller bookmarked, to mark them wherever they are shown',
    access: 'user',
    answers: { 200: BookmarkIds },
  })
  ids(@CurrentCaller() caller: UserCaller): Promise<BookmarkIds> {
    return this.bookmarks.ids(caller);
  }
}
