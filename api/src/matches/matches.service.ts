import { Injectable } from '@nestjs/common';
import type { UserCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { isId } from '../common/ids.js';
import { countChange } from '../limits/count-change.js';
import { RateLimits } from '../limits/rate-limits.js';
import type { FindMatch, MatchTicket } from './match.schema.js';
import { MatchesRepository } from './matches.repository.js';
import { Matchmaker } from './matchmaker.js';

/** Where people queue for strangers. */
@Injectable()
export class MatchesService {
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
    if (isNew) await this.matchmaker.match(caller.tenantId);
    const roomId = await this.tickets.findRoomId(caller, id);
    return { ticket: toTicket(id, roomId ?? null), isNew };
  }

  /** A ticket that is asked for lives on. @throws DomainError ticket_not_found, also when it is over */
  async get(caller: UserCaller, ticketId: string): Promise<MatchTicket> {
    if (!isId(ticketId)) throw new DomainError('ticket_not_found');
    if (await this.tickets.keep(caller, ticketId)) return toTicket(ticketId, null);
    const roomId = await this.tickets.findRoomId(caller, ticketId);
    if (!roomId) throw new DomainError('ticket_not_found');
    return toTicket(ticketId, roomId);
  }

  /** Also the second time. @throws DomainError ticket_not_found | already_matched */
  async withdraw(caller: UserCaller, ticketId: string): Promise<void> {
    const isEnded = isId(ticketId) ? await this.tickets.withdraw(caller, ticketId) : undefined;
    if (isEnded === undefined) throw new DomainError('ticket_not_found');
    if (!isEnded) throw new DomainError('already_matched');
  }

  private async enqueue(
    caller: UserCaller,
    size: number,
    interests: string[],
  ): Promise<{ id: string; isNew: boolean }> {
    for (;;) {
      const ticket = await this.tickets.enqueue(caller, size, interests);
      if (ticket) return ticket;
      await this.tickets.endExpired(caller);
    }
  }
}

const toTicket = (ticketId: string, roomId: string | null): MatchTicket =>
  roomId === null ? { ticketId, status: 'waiting' } : { ticketId, status: 'matched', roomId };
