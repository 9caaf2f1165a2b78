import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '../common/ids.js';
import { InstallationKeys } from '../database/installation-keys.js';
import { Jobs } from '../jobs/jobs.js';
import { mailLifeMinutes } from './mail-life.js';
import './mail.jobs.js';
import { hashSecret, mailSecret } from './mail-token.js';
import { type MailKind, MailsRepository } from './mails.repository.js';

const withToken: readonly MailKind[] = ['verify_email', 'reset_password'];

/** Asks for mails. */
@Injectable()
export class MailsService {
  constructor(
    private readonly mails: MailsRepository,
    private readonly jobs: Jobs,
    private readonly keys: InstallationKeys,
  ) {}

  /**
   * Asks for a mail in a running transaction: it is sent once that is committed, tried for a day, and never when it is not.
   * @param mail.email where it goes, an address as the schema `Email` lets through
   */
  async add(
    manager: EntityManager,
    tenantId: string,
    mail: { userId: string; kind: MailKind; email: string },
  ): Promise<void> {
    const id = newId();
    const tokenHash = withToken.includes(mail.kind)
      ? hashSecret(mailSecret(this.keys.get('mail'), tenantId, id))
      : null;
    await this.mails.insert(manager, tenantId, { ...mail, id, tokenHash, lifeMinutes: mailLifeMinutes[mail.kind] });
    await this.jobs.add(manager, 'mail.send', { tenantId, mailId: id });
  }
}
