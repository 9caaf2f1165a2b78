import { Controller, Get, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import { Operation } from '../common/http/operation.decorator.js';
import { AccessTags } from './access-tags.js';

@Controller('tagged')
class TaggedController {
  @Get()
  @Operation({ id: 'tagged', summary: 'Is for everybody', access: 'none', answers: { 204: null } })
  get(): void {}

  notARoute(): void {}
}

@Controller('forgotten')
class ForgottenController {
  @Get()
  leak(): string {
    return 'secret';
  }
}

@Module({ imports: [DiscoveryModule], providers: [AccessTags] })
class TagsModule {}

describe('access tags', () => {
  const start = async (controllers: (new () => object)[]) => {
    const module = await Test.createTestingModule({ imports: [TagsModule], controllers }).compile();
    await module.init();
  };

  it('let a server start whose every route has one', async () => {
    await expect(start([TaggedController])).resolves.toBeUndefined();
  });

  it('end the start where a route has none, and name it', async () => {
    await expect(start([TaggedController, ForgottenController])).rejects.toThrow('ForgottenController.leak');
  });
});
