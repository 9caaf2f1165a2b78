import { join } from 'node:path';
import type { Environment } from './environment.js';

/** How mails leave, and how long they wait for a server; times in milliseconds. */
export class MailConfig {
  /** The mail server; `undefined` = mails are files in `folder`. */
  readonly smtpUrl: string | undefined;
  /** Where mails are written when there is no server. */
  readonly folder: string;
  /** Address that mails come from. */
  readonly from: string;
  /** How long making a connection may take, and as long again the server's greeting. */
  readonly connectTimeoutMs: number = 10_000;
  /** How long the server may say nothing after that. */
  readonly silenceTimeoutMs: number = 15_000;
  /** How long one attempt to hand a mail over may take in all, whatever the server says meanwhile. */
  readonly attemptTimeoutMs: number = 45_000;

  constructor(
    { SMTP_URL, MAIL_FROM, PUBLIC_URL }: Pick<Environment, 'SMTP_URL' | 'MAIL_FROM' | 'PUBLIC_URL'>,
    dataDir: string,
  ) {
    this.smtpUrl = SMTP_URL;
    this.folder = join(dataDir, 'mail');
    this.from =
      MAIL_FROM ?? userAddress(SMTP_URL) ?? `parley@${PUBLIC_URL ? new URL(PUBLIC_URL).hostname : 'localhost'}`;
  }
}

/** The account at the mail server, where that is an address: most servers take no other sender. */
function userAddress(smtpUrl: string | undefined): string | undefined {
  if (smtpUrl === undefined) return undefined;
  const user = decodeURIComponent(new URL(smtpUrl).username);
  return /^[^\s@<>"]+@[^\s@<>"]+$/.test(user) ? user : undefined;
}
