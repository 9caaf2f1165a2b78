import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/jobs.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { LinkBase } from './link-base.js';
import { MailFolder } from './mail-folder.js';
import { MailSender } from './mail-sender.js';
import { Mailer } from './mailer.js';
import { MailsRepository } from './mails.repository.js';
import { MailsService } from './mails.service.js';

/** Mails to people: asked for in a transaction, sent by a job. */
@Module({
  imports: [JobsModule, TenantsModule],
  providers: [LinkBase, MailFolder, Mailer, MailSender, MailsRepository, MailsService],
  exports: [MailsRepository, MailsService],
})
export class MailModule {}
