import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { dropLink } from './chat-link.js';
import type { LinkedChat } from './chat-link.js';

/** What the link of a mail is for. */
export interface MailLink {
  readonly step: 'verify' | 'reset';
  readonly token: string;
}

/** The link of a mail that brings somebody to a screen of the chat, now or while it is shown. */
export class MailLinkController implements ReactiveController {
  /** What was followed last. */
  mail: MailLink | null = null;
  /** The same as it stands in the address; '' once it is dropped. */
  private link = '';
  private chat: LinkedChat | null = null;

  /** @param onLink called at each link that is to be followed */
  constructor(
    private readonly host: ReactiveControllerHost & Element,
    private readonly onLink: (mail: MailLink) => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    // The chat, which came before, has listened first.
    addEventListener('hashchange', this.follow);
    this.follow();
  }

  hostDisconnected(): void {
    removeEventListener('hashchange', this.follow);
  }

  /** The link is used, known to be dead, or put aside. */
  drop(): void {
    if (this.link !== '' && this.link === this.chat?.mailLink) dropLink(this.chat);
    this.link = '';
  }

  private readonly follow = (): void => {
    const root = this.host.getRootNode();
    this.chat = root instanceof ShadowRoot ? (root.host as LinkedChat) : null;
    const { mailLink = '' } = this.chat ?? {};
    const [, step, token] = /^#(verify|reset)=([\w-]{43}pk_[\w-]+)$/.exec(mailLink) ?? [];
    if (token === undefined || mailLink === this.link) return;
    this.link = mailLink;
    this.mail = { step: step as MailLink['step'], token };
    this.onLink(this.mail);
  };
}
