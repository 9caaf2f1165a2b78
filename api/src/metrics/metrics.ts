import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { RedisLink } from '../cluster/redis-link.js';
import { Database } from '../database/database.js';
import { LiveSockets } from '../delivery/live-sockets.js';
import { Writer } from '../delivery/writer.service.js';
import { Counts } from './counts.js';

/** Everything that Prometheus is told about this node. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();

  constructor(counts: Counts, redis: RedisLink, database: Database, sockets: LiveSockets, writer: Writer) {
    collectDefaultMetrics({ register: this.registry });
    this.registry.registerMetric(counts.commits);
    this.count('sends', 'Sends that were taken into the queue', () => counts.sends);
    this.count('frames', 'Frames emitted, one for a room and a commit', () => counts.frames);
    this.count('deliveries', 'Sockets that frames were emitted to', () => counts.deliveries);
    this.count('gaps_read', 'Times that missing changes of a room were read from its log', () => counts.gaps);
    this.count(
      'heads_behind',
      'Rooms whose log was ahead when heads were compared, by what is on its way or lost',
      () => counts.headsBehind,
    );
    this.gauge('sockets', 'Open connections', () => sockets.count);
    this.gauge('queued_sends', 'Sends that wait to be written', () => writer.queued);
    this.pools(database);
    if (redis.state === 'off') return;
    this.count('redis_untold', 'What other nodes were not told, because Redis did not take it', () => redis.untold);
    this.gauge('redis_up', '1 while nodes can tell each other', () => Number(redis.state === 'ok'));
  }

  /** All of it, in Prometheus's text format. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  private count(name: string, help: string, value: () => number): void {
    new Counter({
      name: `parley_${name}_total`,
      help,
      registers: [this.registry],
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  }

  private gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name: `parley_${name}`,
      help,
      registers: [this.registry],
      collect() {
        this.set(value());
      },
    });
  }

  private pools(database: Database): void {
    new Gauge({
      name: 'parley_database_connections',
      help: 'Connections to PostgreSQL by state, and requests that wait for one',
      labelNames: ['role', 'state'] as const,
      registers: [this.registry],
      collect() {
        for (const { role, ...states } of database.pools()) {
          for (const [state, number] of Object.entries(states)) this.set({ role, state }, number);
        }
      },
    });
  }
}
