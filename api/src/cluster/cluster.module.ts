import { Module } from '@nestjs/common';
import { NodeLink } from './node-link.js';
import { RedisLink } from './redis-link.js';
import { SharedFacts } from './shared-facts.js';

/** How this node tells others what happens here, and hears what happens there. */
@Module({ providers: [NodeLink, RedisLink, SharedFacts], exports: [NodeLink, RedisLink] })
export class ClusterModule {}
