import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Bus } from '../common/events/bus.js';
import { Repeated } from '../common/repeated.js';
import '../presence/presence.events.js';
import { Presence } from '../presence/presence.service.js';
import { MatchesRepository, type UserKey } from './matches.repository.js';

/** How often tickets of those who have a socket here are kept alive, in milliseconds: a third of how long they live. */
const extendEveryMs = 10_000;

/** How often tickets are ended that nobody can take back any more, in milliseconds. */
const endEveryMs = 10_000;

/** Those who go at about the same time are dealt with together, in milliseconds. */
const markEveryMs = 100;

/** Most users in one statement. */
const usersAtOnce = 1_000;

/** How often it is looked whether somebody is here whom another node took for gone, in milliseconds. */
const takeBackEveryMs = 1_000;

/**
 * Keeps a ticket as long as its user has a socket, on whatever node, and ends it with the last one. Which that is no node can
 * tell for sure: what it knows of the others is a moment old, or older while Redis is away. So it says so in the database, where nobody is
 * matched with them from then on, and a node that has another socket of theirs takes it back.
 */
@Injectable()
export class TicketLives implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('TicketLives');
  private readonly failed = (error: unknown): void =>
    this.logger.debug({ err: error }, 'tickets could not be looked after');
  private readonly works = [
    new Repeated(extendEveryMs, () => this.extend(), this.failed),
    new Repeated(endEveryMs, () => this.tickets.endForgotten(), this.failed),
    new Repeated(takeBackEveryMs, () => this.takeBack(), this.failed),
  ];
  private gone: UserKey[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly tickets: MatchesRepository,
    private readonly presence: Presence,
    bus: Bus,
  ) {
    bus.on('user.gone', (user) => {
      this.gone.push(user);
      this.timer ??= setTimeout(() => void this.markGone().catch(this.failed), markEveryMs).unref();
    });
  }

  onApplicationBootstrap(): void {
    for (const work of this.works) work.start();
  }

  onApplicationShutdown(): void {
    for (const work of this.works) work.stop();
    clearTimeout(this.timer);
  }

  private async extend(): Promise<void> {
    const here = (await this.tickets.listWaitingUsers()).filter((user) => this.presence.isHere(user));
    while (here.length > 0) await this.tickets.extend(here.splice(0, usersAtOnce));
  }

  private async takeBack(): Promise<void> {
    const here = (await this.tickets.listLeft()).filter((user) => this.presence.isHere(user));
    while (here.length > 0) await this.tickets.takeBack(here.splice(0, usersAtOnce));
  }

  /** Who has come back meanwhile goes on waiting. */
  private async markGone(): Promise<void> {
    this.timer = undefined;
    const gone = this.gone.filter((user) => !this.presence.isHere(user));
    this.gone = [];
    while (gone.length > 0) await this.tickets.markLeft(gone.splice(0, usersAtOnce));
  }
}
