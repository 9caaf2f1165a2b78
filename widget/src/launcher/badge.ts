import { countUnread, sessionStorageKey } from '@parley/sdk';
import { pillCount, unreadWords } from '../i18n/unread-words.js';
import { badgeStyles } from './badge.styles.js';

/** The chat on the page, before or after the panel has made something of it. */
type BadgeHost = HTMLElement & {
  /** All that is unread, once that is known. */
  totalUnread?: number | null;
  requestUpdate?: () => void;
};

/** What the module of the badge offers to the loader. */
export interface BadgeModule {
  /** Asks once how much is unread, and shows it on the button. @param url the server's base address */
  show(host: HTMLElement, url: string): Promise<void>;
}

export const show: BadgeModule['show'] = async (host: BadgeHost, url) => {
  const key = host.getAttribute('key') ?? '';
  const session = host.getAttribute('session');
  // Of such a page nothing is kept: what is there is of another one.
  if (session === 'memory') return;
  const count = await countUnread({ url, key, storage: session === 'tab' ? 'tab' : 'browser' });
  // The panel, once it is open, knows better.
  if (!count || host.totalUnread !== undefined) return;
  host.totalUnread = count;
  const erase = draw(host, count);
  const onStorage = ({ key: name, newValue }: StorageEvent): void => {
    // Taken off the page, it is not held any longer.
    if (!host.isConnected) return removeEventListener('storage', onStorage);
    if (newValue !== null || (name !== null && name !== sessionStorageKey(url, key))) return;
    // They have logged out in another tab.
    if (host.totalUnread === count) host.totalUnread = null;
    erase();
  };
  addEventListener('storage', onStorage);
  // From now on the panel draws it.
  await customElements.whenDefined('parley-chat');
  erase();
};

/** Draws the badge, where the panel is not there yet. @returns leaves it to the panel */
function draw(host: BadgeHost, count: number): () => void {
  const { shadowRoot } = host;
  const button = shadowRoot?.querySelector('.launcher');
  const badge = document.createElement('span');
  if (button && !customElements.get('parley-chat')) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(badgeStyles);
    shadowRoot?.adoptedStyleSheets.push(sheet);
    badge.className = 'unread';
    // Drawn by the sheet: text on the button would have to be in its name.
    badge.dataset['count'] = pillCount(count);
    // The name stays "Open chat"; what is unread describes it.
    button.setAttribute('aria-description', unreadWords(count));
    button.append(badge);
  }
  return () => {
    badge.remove();
    button?.removeAttribute('aria-description');
    host.requestUpdate?.();
  };
}
