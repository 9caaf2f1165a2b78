/** What the link of a mail is for. */
export interface MailLink {
  readonly step: 'verify' | 'reset';
  readonly token: string;
}

/**
 * Takes the link of a mail that brought the person here: it is followed once.
 * @param chat the element of the page, which has found out that the link is its own
 */
export function takeMailLink(chat: Element & { mailLink?: string }): MailLink | null {
  const [, step, token] = /^#(verify|reset)=([\w-]{43}pk_[\w-]+)$/.exec(chat.mailLink ?? '') ?? [];
  delete chat.mailLink;
  return token === undefined ? null : { step: step as MailLink['step'], token };
}
