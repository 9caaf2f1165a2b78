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
};

/**
 * The line under the header that says what the connection waits for.
 * @fires parley-continue
 */
export class ParleyBanner extends LitElement {
  static override styles = [base, bannerStyles];

  @property({ attribute: false }) link: Link = 'fine';

  override render() {
    return html`<div class="banner" data-link=${this.link} role="status">
      <div>
        <p>
          ${this.link === 'ended' ? nothing : html`<span class="dot" aria-hidden="true"></span>`} ${words[this.link]}
          ${
            this.link === 'ended'
              ? html`<button type="button" @click=${() => report(this, 'parley-continue', {})}>
                  ${strings.continueAsGuest}
                </button>`
              : nothing
          }
        </p>
      </div>
    </div>`;
  }
}
