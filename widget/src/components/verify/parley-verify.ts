import { html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { property, query } from 'lit/decorators.js';
import { accountStrings } from '../../i18n/account-strings.js';
import { FormElement } from '../account/form-element.js';
import { report } from '../intents.js';

/**
 * What came of the link that confirms an address.
 * @fires parley-verify, parley-leave
 */
export class ParleyVerify extends FormElement {
  /** It is confirmed. */
  @property({ attribute: false }) isDone = false;
  @query('button') private readonly button!: HTMLElement | null;
  private hasFailed = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.hasFailed ||= this.task.code !== undefined;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    // The button that was pressed is gone.
    if (changed.has('isDone') && this.hasFailed) this.button?.focus();
  }

  override render() {
    const { code } = this.task;
    const isStale = code === 'invalid_token' || code === 'token_expired';
    const problem = isStale ? accountStrings.staleVerify : this.problems.form;
    return html`<form @submit=${this.onSubmit}>
      <p class=${problem === undefined ? '' : 'problem'} role="status">
        ${problem ?? (this.isDone ? accountStrings.verified : accountStrings.verifying)}
      </p>
      ${
        this.isDone || isStale || code === 'email_taken'
          ? html`<button type="button" class="action" @click=${() => report(this, 'parley-leave', { isDone: true })}>
              ${accountStrings.toChat}
            </button>`
          : this.hasFailed
            ? this.renderSubmit(accountStrings.retry)
            : nothing
      }
    </form>`;
  }

  private readonly onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.isStill) report(this, 'parley-verify', {});
  };
}
