import { LitElement, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { setUp, setUpTitle } from '../../i18n/set-up-strings.js';
import { strings } from '../../i18n/strings.js';
import type { ConfigProblem } from '../../state/chat-config.js';
import { base } from '../../theme/base.styles.js';
import { icons } from '../icons.js';
import { report } from '../intents.js';
import { setUpStyles } from './parley-set-up.styles.js';

/**
 * Stands in the place of a chat that cannot begin as the site's owner wrote it, and says what to mend.
 * @fires parley-close
 */
export class ParleySetUp extends LitElement {
  static override styles = [base, setUpStyles];

  @property({ attribute: false }) problem!: ConfigProblem;
  @property({ attribute: false }) canClose = false;

  override render() {
    const { attribute, value } = this.problem;
    return html`<div role="alert">
        <h2>${setUpTitle}</h2>
        <p>${setUp[attribute](value)}</p>
      </div>
      ${
        this.canClose
          ? html`<button type="button" aria-label=${strings.close} @click=${() => report(this, 'parley-close', {})}>
              ${icons.close}
            </button>`
          : nothing
      }`;
  }
}
