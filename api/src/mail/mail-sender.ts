import { Injectable } from '@nestjs/common';
import { InstallationKeys } from '../database/installation-keys.js';
import { MailConfig } from '../config/mail.config.js';
import { type JobAttempt, type JobPayloads, Jobs } from '../jobs/jobs.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { LinkBase } from './link-base.js';
import { mailLifeMinutes, mailTryHours } from './mail-life.js';
import { mailSecret, mailToken } from './mail-token.js';
import { nameInMail, writeMail } from './mail-text.js';
import './mail.jobs.js';
import { Mailer } from './mailer.js';
import { type MailKind, MailsRepository } from './mails.repository.js';

/** What the chat page is told behind `#`, by the kind of mail. */
const fragmentOf: Readonly<Partial<Record<MailKind, string>>> = { verify_email: 'verify', reset_password: 'reset' };

/** Sends the mails that were asked for. */
@Injectable()
export class MailSender {
  constructor(
    private readonly mails: MailsRepository,
    private readonly mailer: Mailer,
    private readonly tenants: TenantDirectory,
    private readonly links: LinkBase,
    private readonly keys: InstallationKeys,
    jobs: Jobs,
    { attemptTimeoutMs: withinMs }: MailConfig,
  ) {
    jobs.handle('mail.send', (payload, attempt) => this.send(payload, attempt), { lane: 'mail', withinMs });
  }

  /** Nothing is sent that has become pointless: its time is up, its token used, its user or tenant gone. */
  private async send({ tenantId, mailId }: JobPayloads['mail.send'], { signal }: JobAttempt): Promise<void> {
    const tenant = await this.tenants.byId(tenantId);
    if (!tenant) return;
    const life = { tryHours: mailTryHours, resetMinutes: mailLifeMinutes.reset_password };
    const mail = await this.mails.begin(tenantId, mailId, life);
    if (!mail) return;
    const token = mailToken(mailSecret(this.keys.get('mail'), tenantId, mailId), tenant.publicKey);
    const fragment = fragmentOf[mail.kind];
    const link = fragment === undefined ? '' : `${this.links.url}/chat#${fragment}=${token}`;
    const { accentColor } = tenant.settings;
    await this.mailer.send(
      {
        ...writeMail(mail.kind, { name: tenant.name, accentColor }, link),
        id: mail.id,
        createdAt: mail.createdAt,
        to: mail.email,
        sender: nameInMail(tenant.name),
      },
      signal,
    );
  }
}
