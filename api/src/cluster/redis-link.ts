import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { newId } from '../common/ids.js';
import { ClusterConfig } from '../config/cluster.config.js';

/** `off`: there is no REDIS_URL. `down`: it does not answer, or not yet. */
export type RedisState = 'ok' | 'down' | 'off';

/** Channels that are subscribed to with one command when a connection is new. */
const channelsAtOnce = 500;

/** Everything of ours in a Redis that others use, too. */
const prefix = 'parley:';

/**
 * Two connections to Redis, one that tells and one that hears. Nothing waits for Redis, and nothing ends because of it: what
 * cannot be told is dropped, since all of it can be found in the database.
 */
@Injectable()
export class RedisLink implements OnApplicationShutdown {
  private readonly logger = new Logger('RedisLink');
  private readonly teller: Redis | undefined;
  private readonly hearer: Redis | undefined;
  private readonly listeners: ((channel: string, text: string) => void)[] = [];
  /** What is to be heard, with when Redis confirmed that it will be. */
  private readonly wanted = new Map<string, Promise<void>>();
  /** A channel of this process alone: what it tells there it hears only if the whole way is open. */
  private readonly ownChannel = `beat:${newId()}`;
  private readonly timer: NodeJS.Timeout | undefined;
  /** `-Infinity`: not since the connections are there. */
  private heardAtMs = -Infinity;
  private changedAtMs = performance.now();
  private bytesInFlight = 0;
  private isDown = false;
  /** Why there is no connection, as far as it is known. */
  private fault: Error | undefined;
  /** Messages that were not told, because Redis was away or did not keep up. */
  untold = 0;

  constructor(private readonly config: ClusterConfig) {
    if (config.redisUrl === undefined) return;
    this.teller = this.connect(config.redisUrl);
    this.hearer = this.connect(config.redisUrl);
    this.hearer.on('ready', () => void this.subscribeAll());
    this.hearer.on('message', (channel: string, text: string) => this.heard(channel, text));
    this.timer = setInterval(() => this.beat(), config.beatEveryMs).unref();
  }

  get state(): RedisState {
    if (!this.teller) return 'off';
    return performance.now() - this.heardAtMs < this.config.silentAfterMs ? 'ok' : 'down';
  }

  /** For commands of others; those that Redis cannot take now fail at once. `undefined`: there is no REDIS_URL. */
  get commands(): Redis | undefined {
    return this.teller;
  }

  /** Adds a listener for everything that is heard on the channels that are `hear`d. */
  onMessage(listener: (channel: string, text: string) => void): void {
    this.listeners.push(listener);
  }

  /**
   * Sends it to all who hear the channel, this process too. Whether it arrives is not known.
   * @param text called only when it can be sent
   */
  tell(channel: string, text: () => string): void {
    if (!this.teller) return;
    if (this.teller.status !== 'ready' || this.bytesInFlight > this.config.maxBytesInFlight) {
      this.untold += 1;
      return;
    }
    const sent = text();
    // In UTF-16 units, and something for the command itself: near enough for a bound.
    const bytes = sent.length + 200;
    this.bytesInFlight += bytes;
    this.teller
      .publish(prefix + channel, sent)
      .catch(() => (this.untold += 1))
      .finally(() => (this.bytesInFlight -= bytes));
  }

  /**
   * Hears a channel until `unhear`, whatever becomes of the connection meanwhile.
   * @returns when everything told from then on is heard; or sooner, when Redis cannot say so now
   */
  hear(channel: string): Promise<void> {
    if (!this.hearer) return Promise.resolve();
    let confirmed = this.wanted.get(channel);
    if (!confirmed) this.wanted.set(channel, (confirmed = this.subscribe([channel])));
    return confirmed;
  }

  unhear(channel: string): void {
    if (!this.wanted.delete(channel) || this.hearer?.status !== 'ready') return;
    this.hearer.unsubscribe(prefix + channel).catch(() => undefined);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.teller?.disconnect();
    this.hearer?.disconnect();
  }

  private connect(url: string): Redis {
    const redis = new Redis(url, {
      connectTimeout: this.config.connectTimeoutMs,
      retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 10), this.config.maxRetryMs),
      // Nothing may pile up here while Redis is away: no waiting commands, no repeated ones.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      // Ours to do: it has to know also what could not be asked for.
      autoResubscribe: false,
      connectionName: 'parley',
    });
    redis.on('error', (error: Error) => (this.fault = error));
    for (const event of ['connect', 'ready', 'close']) redis.on(event, () => (this.changedAtMs = performance.now()));
    redis.on('close', () => (this.heardAtMs = -Infinity));
    // The other connection may have been there sooner, and waits for the first sign of life.
    redis.on('ready', () => this.tell(this.ownChannel, () => ''));
    return redis;
  }

  private async subscribe(channels: readonly string[]): Promise<void> {
    const { hearer } = this;
    if (hearer?.status !== 'ready') return;
    const asked = hearer.subscribe(...channels.map((channel) => prefix + channel));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, this.config.hearWithinMs).unref();
    });
    await Promise.race([asked, late]).catch(() => undefined);
    clearTimeout(timer);
  }

  /** On a new connection. */
  private async subscribeAll(): Promise<void> {
    const channels = [this.ownChannel, ...this.wanted.keys()];
    const asked: Promise<void>[] = [];
    for (let at = 0; at < channels.length; at += channelsAtOnce) {
      const some = channels.slice(at, at + channelsAtOnce);
      const confirmed = this.subscribe(some);
      for (const channel of some) if (this.wanted.has(channel)) this.wanted.set(channel, confirmed);
      asked.push(confirmed);
    }
    await Promise.all(asked);
    this.tell(this.ownChannel, () => '');
  }

  private heard(channel: string, text: string): void {
    const name = channel.slice(prefix.length);
    if (name === this.ownChannel) {
      this.heardAtMs = performance.now();
      if (this.isDown) this.logger.log('Redis answers again');
      this.isDown = false;
      this.fault = undefined;
      return;
    }
    for (const listener of this.listeners) listener(name, text);
  }

  private beat(): void {
    this.tell(this.ownChannel, () => '');
    if (this.state === 'ok') return;
    if (!this.isDown) {
      const fault = { err: this.fault };
      this.logger.warn(fault, 'Redis does not answer: other nodes are told by way of the database meanwhile');
    }
    this.isDown = true;
    if (performance.now() - this.changedAtMs < this.config.silentAfterMs) return;
    this.changedAtMs = performance.now();
    for (const redis of [this.teller, this.hearer]) {
      // Connected, but silent: it may have been stopped, or the network between us.
      if (redis?.status === 'ready' || redis?.status === 'connect') redis.disconnect(true);
    }
  }
}
