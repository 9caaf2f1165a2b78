import { Injectable, Logger } from '@nestjs/common';
import { newId } from '../common/ids.js';
import { RedisLink } from './redis-link.js';

type Heard = (channel: string, fact: unknown) => void;

/** What nodes tell each other, each fact as JSON behind the teller's id. */
@Injectable()
export class NodeLink {
  private readonly logger = new Logger('NodeLink');
  /** Of this process, always of the same length. */
  private readonly nodeId = newId();
  private readonly listeners: Heard[] = [];

  constructor(private readonly redis: RedisLink) {
    redis.onMessage((channel, text) => this.receive(channel, text));
  }

  /** Tells the other nodes that hear the channel. */
  tell(channel: string, fact: unknown): void {
    this.redis.tell(channel, () => this.nodeId + JSON.stringify(fact));
  }

  /** Hears what other nodes tell on a channel, until `unhear`. @returns as `RedisLink.hear` */
  hear(channel: string): Promise<void> {
    return this.redis.hear(channel);
  }

  unhear(channel: string): void {
    this.redis.unhear(channel);
  }

  /** Adds a listener for what other nodes tell on the channels that are heard; never for what this one told. */
  onHeard(listener: Heard): void {
    this.listeners.push(listener);
  }

  private receive(channel: string, text: string): void {
    if (text.startsWith(this.nodeId)) return;
    try {
      const fact: unknown = JSON.parse(text.slice(this.nodeId.length));
      for (const listener of this.listeners) listener(channel, fact);
    } catch (error) {
      this.logger.error({ err: error, channel }, 'what another node told was not understood');
    }
  }
}
