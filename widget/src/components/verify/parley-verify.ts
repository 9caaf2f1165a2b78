import { LitElement, html } from 'lit';
import { property } from 'lit/decorators.js';
import { accountStrings } from '../../i18n/account-strings.js';
import { freshTask } from '../../state/account.js';
import type { Task } from '../../state/account.js';
import { base } from '../../theme/base.styles.js';
import { formStyles } from '../account/form.styles.js';
import { report } from '../intents.js';

/**
 * What came of the link that confirms an address.
 * @fires parley-verify, parley-leave
 */
export class ParleyVerify extends LitElement {
  static override styles = [base, formStyles];

  @property({ attribute: false }) task: Task = freshTask;
  /** It is confirmed. */
  @property({ attribute: false }) isDone = false;

  override render() {
    const { isBusy, code, problems } = this.task;
    const isStale = code === 'invalid_token' || code === 'token_expired';
    const problem = isStale ? accountStrings.staleVerify : (problems.email ?? problems.form);
    const isOver = this.isDone || isStale || code === 'email_taken';
    return html`<section>
      <p class=${problem === undefined ? '' : 'problem'} role="status">
        ${problem ?? (this.isDone ? accountStrings.verified : accountStrings.verifying)}
      </p>
      ${
        isOver
          ? html`<button type="button" class="action" @click=${() => report(this, 'parley-leave', { isDone: true })}>
              ${accountStrings.toChat}
            </button>`
          : html`<button
              type="button"
              class="plain"
              ?hidden=${isBusy || code === undefined}
              @click=${() => report(this, 'parley-verify', {})}
            >
              ${accountStrings.retry}
            </button>`
      }
    </section>`;
  }
}
