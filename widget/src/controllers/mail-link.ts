/** What the link of a mail is for. */
export interface MailLink {
  readonly step: 'verify' | 'reset';
  readonly token: string;
}

/** An element that may have been given the link by its page. */
interface Linked extends Element {
  mailLink?: string;
}

/**
 * Takes the link of a mail that brought the person here, out of the address bar too: it is good for one look.
 * @param chat the element of the page; the link is followed only where it belongs to the same tenant
 */
export function takeMailLink(chat: Linked): MailLink | null {
  const fragment = chat.mailLink ?? location.hash;
  const [, step, token, key] = /^#(verify|reset)=([\w-]{43}(pk_[\w-]+))$/.exec(fragment) ?? [];
  if (token === undefined || key !== chat.getAttribute('key')) return null;
  if (location.hash === fragment) history.replaceState(history.state, '', location.pathname + location.search);
  delete chat.mailLink;
  return { step: step as MailLink['step'], token };
}
