import { Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { Block, BlockPage, ListBlocks } from './block.schema.js';
import { BlocksService } from './blocks.service.js';

@ApiTags('Me')
@Controller('v1/me/blocks')
export class BlocksController {
  constructor(private readonly blocks: BlocksService) {}

  @Get()
  @Operation({ id: 'listBlocks', summary: 'Whom the caller blocks', access: 'user', answers: { 200: BlockPage } })
  list(@CurrentCaller() caller: UserCaller, @Query({ schema: ListBlocks }) query: ListBlocks): Promise<BlockPage> {
    return this.blocks.list(caller, query);
  }

  @Put(':userId')
  @Operation({
    id: 'putBlock',
    summary:
      'Blocks somebody, who is not told: no direct room, no adding to rooms, and the direct room that there is goes out of sight',
    access: 'user',
    answers: { 200: Block },
    errors: ['user_not_found', 'too_many_blocks'],
  })
  put(@CurrentCaller() caller: UserCaller, @Param('userId') userId: string): Promise<Block> {
    return this.blocks.put(caller, userId);
  }

  @Delete(':userId')
  @Operation({
    id: 'removeBlock',
    summary: 'Ends a block',
    access: 'user',
    answers: { 204: null },
    errors: ['user_not_found'],
  })
  remove(@CurrentCaller() caller: UserCaller, @Param('userId') userId: string): Promise<void> {
    return this.blocks.remove(caller, userId);
  }
}
