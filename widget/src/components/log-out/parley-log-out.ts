import { LitElement, html } from 'lit';
import { property, state } from 'lit/decorators.js';
import { accountStrings } from '../../i18n/account-strings.js';
import { base } from '../../theme/base.styles.js';
import { formStyles } from '../account/form.styles.js';
import { onEscape } from '../account/on-escape.js';
import { report } from '../intents.js';
import { logOutStyles } from './parley-log-out.styles.js';

/**
 * The way out. A guest cannot come back, and is told so before it is done.
 * @fires parley-log-out
 */
export class ParleyLogOut extends LitElement {
  static override styles = [base, formStyles, logOutStyles];

  /** Name of the guest that would be lost; null for somebody with an account. */
  @property({ attribute: false }) guestName: string | null = null;
  @state() private isAsked = false;

  override render() {
    if (!this.isAsked || this.guestName === null) {
      return html`<button type="button" class="plain first" @click=${this.onFirst}>${accountStrings.logOut}</button>`;
    }
    return html`<div class="question" role="group" aria-labelledby="question" @keydown=${this.onKeyDown}>
      <p id="question">${accountStrings.logOutGuest(this.guestName)}</p>
      <div class="answers">
        <button type="button" class="plain danger" @click=${() => report(this, 'parley-log-out', {})}>
          ${accountStrings.logOutForGood}
        </button>
        <button type="button" class="plain stay" @click=${() => this.ask(false)}>${accountStrings.stay}</button>
      </div>
    </div>`;
  }

  private readonly onFirst = (): void => {
    if (this.guestName === null) report(this, 'parley-log-out', {});
    else this.ask(true);
  };

  private readonly onKeyDown = onEscape(() => this.ask(false));

  private ask(isAsked: boolean): void {
    this.isAsked = isAsked;
    // On the answer that loses nothing.
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(isAsked ? '.stay' : '.first')?.focus(),
    );
  }
}
