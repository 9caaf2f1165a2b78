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
  const badge = draw(host, count);
  addEventListener('storage', (event) => {
    if (event.key !== null && (event.key !== sessionStorageKey(url, key) || event.newValue !== null)) return;
    // They have logged out in another tab.
    if (host.totalUnread === count) host.totalUnread = null;
    badge?.remove();
    host.requestUpdate?.();
  });
  // From now on the panel draws it.
  await customElements.whenDefined('parley-chat');
  badge?.remove();
  host.requestUpdate?.();
};

function draw(host: HTMLElement, count: number): { remove(): void } | null {
  const root = host.shadowRoot;
  const button = root?.querySelector('.launcher');
  if (!root || !button || customElements.get('parley-chat')) return null;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(badgeStyles);
  root.adoptedStyleSheets.push(sheet);
  const badge = document.createElement('span');
  badge.className = 'unread';
  // Drawn by the sheet: text on the button would have to be in its name.
  badge.dataset['count'] = pillCount(count);
  // The name stays "Open chat"; what is unread describes it.
  button.setAttribute('aria-description', unreadWords(count));
  button.append(badge);
  return {
    remove() {
      badge.remove();
      button.removeAttribute('aria-description');
    },
  };
}
