import { LitElement, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { accountStrings } from '../../i18n/account-strings.js';
import { base } from '../../theme/base.styles.js';
import { formStyles } from '../account/form.styles.js';
import { report } from '../intents.js';
import { upgradeStyles } from './parley-upgrade.styles.js';

/**
 * What a guest can do about being one.
 * @fires parley-step
 */
export class ParleyUpgrade extends LitElement {
  static override styles = [base, formStyles, upgradeStyles];

  /** Accounts can be made here. */
  @property({ attribute: false }) canUpgrade = false;

  override render() {
    return html`${
        this.canUpgrade
          ? html`<section>
              <div>
                <h3>${accountStrings.accountTitle}</h3>
                <p class="second">${accountStrings.upgradeText}</p>
              </div>
              <button type="button" class="action" @click=${() => report(this, 'parley-step', { step: 'signUp' })}>
                ${accountStrings.upgradeTitle}
              </button>
            </section>`
          : nothing
      }
      <p class="other second">
        ${accountStrings.hasAccount}
        <button type="button" class="link" @click=${() => report(this, 'parley-step', { step: 'logIn' })}>
          ${accountStrings.logIn}
        </button>
      </p>`;
  }
}
