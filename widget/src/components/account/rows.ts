import { html, nothing } from 'lit';
import { accountStrings } from '../../i18n/account-strings.js';
import type { Page } from '../../state/account.js';
import { icon } from '../icons.js';

const onwards = icon('m9.5 5.5 6.5 6.5-6.5 6.5', 16);
const camera = icon(
  'M4 8.5A1.5 1.5 0 0 1 5.5 7h2L9 5h6l1.5 2h2A1.5 1.5 0 0 1 20 8.5v9a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5ZM12 16a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z',
  14,
);

/** How pages are opened, and which of them is on its way. */
export interface Opener {
  readonly opening: Page | null;
  readonly open: (page: Page) => void;
}

/** The way to a page, and what is set there now. */
export const renderRow = (page: Page, { opening, open }: Opener, value: unknown = '') =>
  html`<button type="button" class="row" data-page=${page} @click=${() => open(page)}>
    <span class="label ${opening === page ? 'busy' : ''}">${accountStrings.pages[page]}</span>
    ${value === '' ? nothing : html`<span class="value">${value}</span>`}${onwards}
  </button>`;

/** The own avatar, and the way to change it. */
export const renderPictureButton = ({ open }: Opener, avatar: unknown) =>
  html`<button
    type="button"
    class="picture"
    data-page="picture"
    aria-label=${accountStrings.changePicture}
    @click=${() => open('picture')}
  >
    ${avatar}<span class="badge">${camera}</span>
  </button>`;
