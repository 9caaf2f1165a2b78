import { LitElement, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { strings } from '../../i18n/strings.js';
import { initials } from '../../state/initials.js';
import { base } from '../../theme/base.styles.js';
import { icons } from '../icons.js';
import { report } from '../intents.js';
import { headerStyles } from './parley-header.styles.js';

const number = new Intl.NumberFormat('en-GB');

/**
 * The head of a room: its name, how many are in it, and the way out.
 * @fires parley-close
 * @csspart header
 */
export class ParleyHeader extends LitElement {
  static override styles = [base, headerStyles];

  @property({ attribute: false }) roomTitle = '';
  /** Null while it is not known; nothing is said of an empty room either. */
  @property({ attribute: false }) memberCount: number | null = null;
  /** The panel can be closed: it is not a part of the page. */
  @property({ attribute: false }) canClose = false;

  override render() {
    return html`<header part="header">
      <div class="mark" aria-hidden="true">${initials(this.roomTitle)}</div>
      <div class="words">
        <h2 title=${this.roomTitle}><bdi>${this.roomTitle}</bdi></h2>
        ${this.memberCount ? html`<p><bdi>${strings.membersHere(number.format(this.memberCount))}</bdi></p>` : nothing}
      </div>
      ${
        this.canClose
          ? html`<button type="button" aria-label=${strings.close} @click=${() => report(this, 'parley-close', {})}>
              ${icons.close}
            </button>`
          : nothing
      }
    </header>`;
  }
}
