import { inkOf, onFill } from './mail-colors.js';
import type { MailKind } from './mails.repository.js';

/** Whom a mail is from, as people see it. */
interface MailLook {
  /** The tenant's name. */
  readonly name: string;
  /** The tenant's colour, `#rrggbb`. */
  readonly accentColor: string;
}

/** What a mail says. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The words of one kind of mail. Nothing in them was written by a user: a stranger could have them say anything. */
interface Words {
  readonly subject: string;
  readonly before: string;
  /** What is written on the link; undefined = there is none. */
  readonly action?: string;
  readonly after: string;
}

const wordsOf: Readonly<Record<MailKind, (tenant: string) => Words>> = {
  verify_email: (tenant) => ({
    subject: `Confirm your e-mail address for ${tenant}`,
    before: `This address was given for an account at ${tenant}. To confirm that it is yours, open this page within 3 days:`,
    action: 'Confirm the address',
    after: 'If it was not you who gave it, do nothing, and nothing will happen.',
  }),
  reset_password: (tenant) => ({
    subject: `Choose a new password for ${tenant}`,
    before: `Somebody asked for a new password for your account at ${tenant}. To choose one, open this page within 30 minutes:`,
    action: 'Choose a new password',
    after: 'If it was not you, do nothing: your password stays as it is.',
  }),
  email_changed: (tenant) => ({
    subject: `Your e-mail address for ${tenant} was changed`,
    before: `Your account at ${tenant} has another e-mail address now, and this one does not belong to it any more.`,
    after: `If it was not you who changed it, tell those who run ${tenant} at once.`,
  }),
  email_removed: (tenant) => ({
    subject: `Your e-mail address for ${tenant} was removed`,
    before: `Your account at ${tenant} has no e-mail address any more.`,
    after: `If it was not you who removed it, tell those who run ${tenant} at once.`,
  }),
};

/** A name that stays one line, and what it is: `=?` would begin a word in another encoding, which mail programs decode. */
export const nameInMail = (name: string): string =>
  name
    .replace(/[\s\p{C}]+/gu, ' ')
    .replaceAll('=?', '= ?')
    .trim();

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/**
 * Writes a mail.
 * @param look the tenant's
 * @param link the address to open, where the kind has one
 */
export function writeMail(kind: MailKind, look: MailLook, link: string): MailText {
  const name = nameInMail(look.name);
  const { subject, before, action, after } = wordsOf[kind](name);
  const text = [before, ...(action === undefined ? [] : [link]), after, `-- \n${name}`].join('\n\n');
  const paragraphs = [
    paragraph(before),
    ...(action === undefined ? [] : [button(action, link, look.accentColor)]),
    `<p style="margin:24px 0 0;color:#60606a">${escapeHtml(after)}</p>`,
  ];
  return { subject, text: `${text}\n`, html: page({ ...look, name }, subject, paragraphs) };
}

const paragraph = (text: string): string => `<p style="margin:0">${escapeHtml(text)}</p>`;

const button = (action: string, link: string, accent: string): string =>
  `<p style="margin:24px 0 0"><a href="${escapeHtml(link)}" style="display:inline-block;padding:12px 20px;` +
  `border-radius:8px;background:${accent};color:${onFill(accent)};text-decoration:none;font-weight:600">${escapeHtml(action)}</a></p>`;

/** Styles stand on the elements: many mail programs take no others. */
function page({ name, accentColor }: MailLook, subject: string, paragraphs: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:24px;background:#f7f7f8;color:#1c1c21;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:480px;margin:0 auto;padding:24px;border-top:4px solid ${accentColor};border-radius:8px;background:#ffffff">
<h1 style="margin:0 0 16px;font-size:20px;color:${inkOf(accentColor)}">${escapeHtml(name)}</h1>
${paragraphs.join('\n')}
</div>
</body>
</html>
`;
}
