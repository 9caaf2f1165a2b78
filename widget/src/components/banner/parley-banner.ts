import { LitElement, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { strings } from '../../i18n/strings.js';
import type { Link } from '../../state/room-view.js';
import { base } from '../../theme/base.styles.js';
import { report } from '../intents.js';
import { bannerStyles } from './parley-banner.styles.js';

const words: Readonly<Record<Link, string>> = {
  fine: '',
  connecting: strings.connecting,
  offline: strings.offline,
  ended: strings.signedOut,
  refused: strings.signInFailed,
  unloaded: strings.notLoaded,
};

/**
 * The line under the header that says what the connection waits for.
 * @fires parley-account, parley-reload
 */
export class ParleyBanner extends LitElement {
  static override styles = [base, bannerStyles];

  @property({ attribute: false }) link: Link = 'fine';
  /** The person can sign in here, and need not do so at the site. */
  @property({ attribute: false }) hasAccounts = false;

  override render() {
    return html`<div class="banner" data-link=${this.link} role="status">
      <div>
        <p>
          ${this.link === 'connecting' || this.link === 'offline' ? html`<span class="dot" aria-hidden="true"></span>` : nothing}
          <bdi>${words[this.link]}</bdi>
          ${
            this.link === 'ended' && this.hasAccounts
              ? html`<button type="button" @click=${() => report(this, 'parley-account', {})}>
                  ${strings.signIn}
                </button>`
              : this.link === 'unloaded'
                ? html`<button type="button" @click=${() => report(this, 'parley-reload', {})}>
                    ${strings.retry}
                  </button>`
                : nothing
          }
        </p>
      </div>
    </div>`;
  }
}
