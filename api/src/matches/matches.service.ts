import { Injectable } from '@nestjs/common';
import type { UserCaller } from '../common/access/caller.js';
import { type Asked, NextRead } from '../common/cache/next-read.js';
import { DomainError } from '../common/errors/domain-error.js';
import { isId, newId } from '../common/ids.js';
import { countChange } from '../limits/count-change.js';
import { RateLimits } from '../limits/rate-limits.js';
import type { FindMatch, MatchTicket } from './match.schema.js';
import { MatchesRepository, type TicketKey, type Wish } from './matches.repository.js';
import { Matchmaker, maxLooks, pause } from './matchmaker.js';

/** Where people queue for strangers. Of those who come at the same time one statement queues all, and one looks how they fare. */
@Injectable()
export class MatchesService {
  private readonly queueing = new NextRead((wishes: Asked<Wish>) => this.tickets.enqueue(wishes));
  private readonly looks = new NextRead((asked: Asked<TicketKey>) => this.tickets.find(asked));

  constructor(
    private readonly tickets: MatchesRepository,
    private readonly matchmaker: Matchmaker,
    private readonly limits: RateLimits,
  ) {}

  /**
   * Queues the caller; who waits already keeps the ticket that they have.
   * @returns the ticket, matched where somebody was there, and whether it was made now
   * @throws DomainError rate_limited
   */
  async find(
    caller: UserCaller,
    { interests = [], size }: NonNullable<FindMatch> = { size: 2 },
  ): Promise<{ ticket: MatchTicket; isNew: boolean }> {
    await countChange(this.limits, caller);
    const folded = [...new Set(interests.map((interest) => interest.normalize('NFC').toLowerCase()))];
    const { id, isNew } = await this.enqueue(caller, size, folded);
    const ticket = await this.show(caller, id);
    // Whoever commits last sees all the others: of people who come together one at least asks the matchmaker.
    const mayMeet = (ticket.waiting ?? 0) >= size;
    return { ticket: mayMeet ? await this.meet(caller, id) : ticket, isNew };
  }

  /** A ticket that is asked for lives on. @throws DomainError ticket_not_found, also when it is over */
  async get(caller: UserCaller, ticketId: string): Promise<MatchTicket> {
    if (!isId(ticketId)) throw new DomainError('ticket_not_found');
    const isKept = await this.tickets.keep(caller, ticketId);
    const ticket = await this.show(caller, ticketId);
    if (!isKept && ticket.status === 'waiting') throw new DomainError('ticket_not_found');
    return ticket;
  }

  /** Whoever is in the hands of another node is told what becomes of them once that is done. */
  private async meet(caller: UserCaller, ticketId: string): Promise<MatchTicket> {
    for (let looks = 1; ; looks += 1) {
      const { rooms, isElsewhere } = await this.matchmaker.match(caller.tenantId);
      const roomId = rooms.get(ticketId);
      if (roomId !== undefined) return { ticketId, status: 'matched', roomId };
      const ticket = await this.show(caller, ticketId);
      if (ticket.status === 'matched' || !isElsewhere || looks === maxLooks) return ticket;
      await pause();
    }
  }

  private async show(caller: UserCaller, ticketId: string): Promise<MatchTicket> {
    const { tenantId, userId } = caller;
    const states = await this.looks.ask(tenantId, { tenantId, userId, ticketId });
    const { roomId, waiting } = states.get(ticketId) ?? { roomId: null, waiting: 0 };
    return roomId === null ? { ticketId, status: 'waiting', waiting } : { ticketId, status: 'matched', roomId };
  }

  /** Also the second time. @throws DomainError ticket_not_found | already_matched */
  async withdraw(caller: UserCaller, ticketId: string): Promise<void> {
    const isEnded = isId(ticketId) ? await this.tickets.withdraw(caller, ticketId) : undefined;
    if (isEnded === undefined) throw new DomainError('ticket_not_found');
    if (!isEnded) throw new DomainError('already_matched');
  }

  private async enqueue(
    { tenantId, userId }: UserCaller,
    size: number,
    interests: string[],
  ): Promise<{ id: string; isNew: boolean }> {
    for (;;) {
      const ticketId = newId();
      const id = (await this.queueing.ask(tenantId, { tenantId, userId, ticketId, size, interests })).get(userId);
      if (id !== undefined) return { id, isNew: id === ticketId };
      await this.tickets.endExpired({ tenantId, userId });
    }
  }
}
