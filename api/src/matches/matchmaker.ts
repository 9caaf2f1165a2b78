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

/** Looks in a row at what others have in hand; whoever is left over then waits for the next regular one. */
export const maxLooks = 20;

/** The pause before those are looked at again whom another node had in hand: 10 to 30 ms. */
export const pause = (): Promise<void> => delay(10 + Math.random() * 20);

/** What a node found when it looked at who waits. */
export interface Found {
  /** The rooms of those whom it brought together, by ticket. */
  readonly rooms: ReadonlyMap<string, string>;
  /** Somebody waits, and all who do were in the hands of other nodes: what becomes of them is not known yet. */
  readonly isElsewhere: boolean;
}

/**
 * Brings strangers together. On every node at once: each locks the tickets that it looks at, and passes over those of the
 * others. Nobody is left waiting by that: who is overlooked was in the hands of a node that saw everybody before them, or is
 * looked at again when that node is done.
 */
@Injectable()
export class Matchmaker implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Matchmaker');
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

  /** Matches who waits in a tenant, everybody who was queued before this call among them. */
  match(tenantId: string): Promise<Found> {
    return this.rounds.ask(tenantId, tenantId);
  }

  private async lookEverywhere(): Promise<void> {
    for (const tenantId of await this.tickets.listBusyTenants()) await this.match(tenantId);
  }

  private async look(tenantId: string): Promise<Found> {
    const rooms = new Map<string, string>();
    for (let looks = 1; ; looks += 1) {
      const { matched, hasLeft, hasMissed } = await this.round(tenantId);
      for (const { ticketId, roomId } of matched) rooms.set(ticketId, roomId);
      if (!hasLeft || !hasMissed || looks === maxLooks) return { rooms, isElsewhere: !hasLeft && hasMissed };
      await pause();
    }
  }

  /** @returns who was matched, whether somebody goes on waiting, and whether others were in the hands of another node */
  private async round(
    tenantId: string,
  ): Promise<{ matched: { ticketId: string; roomId: string }[]; hasLeft: boolean; hasMissed: boolean }> {
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
    return {
      matched,
      hasLeft: matched.length < tickets.length,
      hasMissed: tickets.length < ticketsAtOnce && waiting > tickets.length,
    };
  }
}
