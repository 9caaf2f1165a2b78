import { Injectable, Logger } from '@nestjs/common';
import type { SendMailOptions } from 'nodemailer';
import { MailConfig } from '../config/mail.config.js';
import { MailFolder } from './mail-folder.js';
import type { MailText } from './mail-text.js';

/** One mail, whole. */
export interface Mail extends MailText {
  /** Names it, the same at each attempt. */
  readonly id: string;
  readonly createdAt: Date;
  /** The address it goes to. */
  readonly to: string;
  /** Who sends it, for people. */
  readonly sender: string;
}

/** A mail that was not taken. What the server said may hold addresses, so only its codes are told. */
class MailFault extends Error {
  override readonly name = 'MailFault';

  constructor(error: unknown) {
    const { code, command, responseCode } = error as { code?: string; command?: string; responseCode?: number };
    super(`the mail was not taken: ${[code, command, responseCode].filter((part) => part !== undefined).join(' ')}`);
  }
}

/** Loaded with the first mail: a start does not wait for it. */
const nodemailer = () => import('nodemailer');

/** Hands mails to the mail server, or writes them into files where there is none. */
@Injectable()
export class Mailer {
  private readonly logger = new Logger('Mailer');

  constructor(
    private readonly config: MailConfig,
    private readonly folder: MailFolder,
  ) {}

  /**
   * Sends a mail. One that was sent before, whose answer was lost, goes out again under the same Message-ID; a file is
   * written again in its place.
   * @param signal ends the attempt: the connection is gone before anybody hears that it failed, so that no later attempt
   *   meets this one
   * @throws MailFault
   */
  async send(mail: Mail, signal: AbortSignal): Promise<void> {
    const { smtpUrl } = this.config;
    try {
      if (smtpUrl === undefined) await this.write(mail);
      else await this.hand(smtpUrl, mail, signal);
    } catch (error) {
      throw new MailFault(error);
    }
  }

  private async hand(smtpUrl: string, mail: Mail, signal: AbortSignal): Promise<void> {
    const { connectTimeoutMs, silenceTimeoutMs } = this.config;
    const { createTransport } = await nodemailer();
    const transport = createTransport({
      url: smtpUrl,
      connectionTimeout: connectTimeoutMs,
      dnsTimeout: connectTimeoutMs,
      greetingTimeout: connectTimeoutMs,
      socketTimeout: silenceTimeoutMs,
      // What was written and not sent yet would still arrive after a gentler end.
      socketCloseTimeout: 0,
    });
    await transport.sendMail({ ...this.message(mail), signal });
    this.logger.log({ mailId: mail.id }, 'a mail was sent');
  }

  private async write(mail: Mail): Promise<void> {
    const { createTransport } = await nodemailer();
    const { message } = await createTransport({ streamTransport: true, buffer: true }).sendMail(this.message(mail));
    const path = await this.folder.write(mail, message as Buffer);
    this.logger.log({ path }, 'there is no SMTP_URL: a mail was written to a file');
  }

  private message({ id, createdAt, to, sender, subject, text, html }: Mail): SendMailOptions {
    const { from } = this.config;
    return {
      messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
      date: createdAt,
      from: { name: sender, address: from },
      // As an object it is one address, whatever stands in it.
      to: { name: '', address: to },
      subject,
      text,
      html,
      headers: { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
    };
  }
}
