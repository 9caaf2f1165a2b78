import { Injectable, Logger } from '@nestjs/common';
import { AccountRemovalRepository } from '../accounts/account-removal.repository.js';
import { SessionsRepository } from '../auth/sessions.repository.js';
import { InvitesRepository } from '../invites/invites.repository.js';
import { Jobs } from '../jobs/jobs.js';
import { RateCountsRepository } from '../limits/rate-counts.repository.js';
import { MailsRepository } from '../mail/mails.repository.js';
import { MatchesRepository } from '../matches/matches.repository.js';
import { ScheduledMessagesRepository } from '../scheduled/scheduled-messages.repository.js';
import './sweep.jobs.js';

/** Rows removed by one statement. */
const batchSize = 1_000;

/** Statements of one kind in one sweep; what is left is for the next one. */
const maxBatches = 50;

/** Every ten minutes. */
const often = '*/10 * * * *';

/**
 * Removes rows some of them, those first whose time was up first.
 * @param limit how many, at most
 * @returns how many; fewer than `limit` when no more are there
 */
type RemoveSome = (limit: number) => Promise<number>;

/** Removes what nobody can need any more, of all tenants: a few rows at a time, so that nobody waits for it. */
@Injectable()
export class SweepService {
  private readonly logger = new Logger('SweepService');
  private readonly kinds: Readonly<Record<string, RemoveSome>>;

  constructor(
    jobs: Jobs,
    sessions: SessionsRepository,
    mails: MailsRepository,
    departures: AccountRemovalRepository,
    counts: RateCountsRepository,
    invites: InvitesRepository,
    matches: MatchesRepository,
    scheduled: ScheduledMessagesRepository,
  ) {
    this.kinds = {
      'sessions that ended': (limit) => sessions.removeEnded(limit),
      'sessions that ran out': (limit) => sessions.removeExpired(limit),
      'mails and their tokens': (limit) => mails.removeExpired(limit),
      'usernames on hold': (limit) => departures.removeFreeUsernames(limit),
      'rate counts': (limit) => counts.removeEnded(limit),
      invites: (limit) => invites.removeOver(limit),
      'match tickets': (limit) => matches.removeOld(limit),
      'cancelled messages': (limit) => scheduled.removeCancelled(limit),
    };
    jobs.handle('sweep', (_payload, { signal }) => this.sweep(signal), { every: often });
  }

  /**
   * Removes all that is there to remove, within bounds. A kind that cannot be removed keeps no other one from it.
   * @param signal aborted when it shall end early
   * @throws what the first kind failed with that did
   */
  async sweep(signal?: AbortSignal): Promise<void> {
    const failures: unknown[] = [];
    for (const [kind, removeSome] of Object.entries(this.kinds)) {
      try {
        await this.removeAll(removeSome, signal);
      } catch (error) {
        this.logger.warn({ err: error, kind }, 'what is over could not be removed');
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  private async removeAll(removeSome: RemoveSome, signal: AbortSignal | undefined): Promise<void> {
    for (let batch = 0; batch < maxBatches; batch += 1) {
      if (signal?.aborted || (await removeSome(batchSize)) < batchSize) return;
    }
  }
}
