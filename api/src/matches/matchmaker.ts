import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { NextRead } from '../common/cache/next-read.js';
import { Bus } from '../common/events/bus.js';
import { Repeated } from '../common/repeated.js';
import { Database } from '../database/database.js';
import '../members/members.events.js';
import './matches.events.js';
import { MatchesRepository, ticketsAtOnce } from './matches.repository.js';
import { pairUp } from './pairing.js';

/** How often it is looked for those whom patience, or another node, has left over, in milliseconds. */
const lookEveryMs = 1_000;

/** Pause before those are looked at again whom another node had in hand, in milliseconds: at least, and what chance adds. */
const againMs = { least: 10, more: 20 };

/** Looks in a row at what others have in hand; whoever is left over then waits for the next regular one. */
const maxLooks = 20;

/**
 * Brings strangers together. On every node at once: each locks the tickets that it looks at, and passes over those of the
 * others. Nobody is left waiting by that: who is overlooked was in the hands of a node that saw everybody before them, or is
 * looked at again when that node is done.
 */
@Injectable()
export class Matchmaker implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Matchmaker.name);
  private readonly rounds = new NextRead(([tenantId]: readonly [string, ...string[]]) => this.look(tenantId));
  private readonly repeated = new Repeated(
    lookEveryMs,
    () => this.lookEverywhere(),
    (error) => this.logger.debug({ err: error }, 'nobody could be matched'),
  );

  constructor(
    private readonly tickets: MatchesRepository,
    private readonly database: Database,
    private readonly bus: Bus,
  ) {}

  onApplicationBootstrap(): void {
    this.repeated.start();
  }

  onApplicationShutdown(): void {
    this.repeated.stop();
  }

  /**
   * Matches who waits in a tenant, everybody who was queued before this call among them.
   * @returns the rooms of those whom this node brought together for it, by ticket
   */
  match(tenantId: string): Promise<ReadonlyMap<string, string>> {
    return this.rounds.ask(tenantId, tenantId);
  }

  private async lookEverywhere(): Promise<void> {
    for (const tenantId of await this.tickets.listBusyTenants()) await this.match(tenantId);
  }

  private async look(tenantId: string): Promise<ReadonlyMap<string, string>> {
    const rooms = new Map<string, string>();
    for (let looks = 1; ; looks += 1) {
      const { matched, isUndecided } = await this.round(tenantId);
      for (const { ticketId, roomId } of matched) rooms.set(ticketId, roomId);
      if (!isUndecided || looks === maxLooks) return rooms;
      await delay(againMs.least + Math.random() * againMs.more);
    }
  }

  /**
   * @returns who was matched, and whether somebody may still meet those whom another node had in hand; or was in its hands
   *   themselves, as where none could be locked: whoever asked is told what became of them once that is done
   */
  private async round(
    tenantId: string,
  ): Promise<{ matched: { ticketId: string; roomId: string }[]; isUndecided: boolean }> {
    const { tickets, waiting, groups, roomIds } = await this.database.coreTransaction(async (manager) => {
      const locked = await this.tickets.lockWaiting(manager, tenantId);
      const found = pairUp(locked.tickets);
      return {
        ...locked,
        groups: found,
        roomIds: found.length > 0 ? await this.tickets.settle(manager, tenantId, found) : [],
      };
    });
    const matched = groups.flatMap((group, n) =>
      group.map(({ id: ticketId, userId }) => ({ ticketId, userId, roomId: roomIds[n] ?? '' })),
    );
    for (const { userId, roomId } of matched) this.bus.publish('member.joined', { tenantId, roomId, userId });
    for (const { ticketId, userId, roomId } of matched) {
      this.bus.publish('match.found', { tenantId, userId, ticketId, roomId });
    }
    const hasMissed = tickets.length < ticketsAtOnce && waiting > tickets.length;
    const hasLeft = matched.length < tickets.length || tickets.length === 0;
    return { matched, isUndecided: hasMissed && hasLeft };
  }
}
