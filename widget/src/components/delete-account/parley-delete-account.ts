import type { User } from '@parley/sdk';
import { html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { accountPageStrings } from '../../i18n/account-page-strings.js';
import { renderField, renderUsername } from '../account/field.js';
import { FormElement } from '../account/form-element.js';
import { report } from '../intents.js';
import { deleteAccountStyles } from './parley-delete-account.styles.js';

const { delete: words } = accountPageStrings;

/**
 * The last page: what is lost, and the password of whoever has one.
 * @fires parley-delete-account, parley-page
 */
export class ParleyDeleteAccount extends FormElement {
  static override styles = [...FormElement.styles, deleteAccountStyles];

  @property({ attribute: false }) user: User | null = null;
  /** What becomes of the messages: `anonymize` or `remove`; else it is not known. */
  @property({ attribute: false }) deletedUsers: unknown;

  override render() {
    const { user, problems, reveal } = this;
    if (user === null) return nothing;
    const { username, displayName } = user;
    return html`<form novalidate @submit=${this.onSubmit} @input=${this.onInput}>
      <div class="lost">
        ${username === null ? html`<p>${words.guest(displayName)}</p>` : nothing}
        <p>${words.gone}</p>
        <p>
          ${this.deletedUsers === 'remove' ? words.removed : this.deletedUsers === 'anonymize' ? words.kept : words.messages}
        </p>
        ${username === null ? nothing : html`<p>${words.username(username)}</p>`}
      </div>
      <p>
        <button type="button" class="link" @click=${() => report(this, 'parley-page', { page: 'data' })}>
          ${words.data}
        </button>
      </p>
      ${
        username === null
          ? nothing
          : html`${renderUsername(username)}
            ${renderField({ name: 'password', autocomplete: 'current-password', problems, reveal })}`
      }
      ${this.renderFormProblem()} ${this.renderSubmit(words.submit)}
    </form>`;
  }

  private readonly onSubmit = (event: SubmitEvent): void => {
    if (this.user?.username === null) {
      event.preventDefault();
      if (this.isStill) report(this, 'parley-delete-account', { confirm: true });
      return;
    }
    const password = this.read(event, ['password'], ['password'], ['password'])?.password;
    if (password !== undefined) report(this, 'parley-delete-account', { password });
  };
}
