import type { User } from '@parley/sdk';
import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { CountdownController } from '../../controllers/countdown-controller.js';
import { accountPageStrings } from '../../i18n/account-page-strings.js';
import { accountStrings } from '../../i18n/account-strings.js';
import { freshTask } from '../../state/account.js';
import type { Problems, Task } from '../../state/account.js';
import { base } from '../../theme/base.styles.js';
import { focusProblem, renderField, renderSubmit } from '../account/field.js';
import { formStyles } from '../account/form.styles.js';
import { report } from '../intents.js';
import { deleteAccountStyles } from './parley-delete-account.styles.js';

const { delete: words } = accountPageStrings;

/**
 * The last page: what is lost, and the password of whoever has one.
 * @fires parley-delete-account, parley-page
 */
export class ParleyDeleteAccount extends LitElement {
  static override styles = [base, formStyles, deleteAccountStyles];

  @property({ attribute: false }) user: User | null = null;
  @property({ attribute: false }) task: Task = freshTask;
  @state() private problems: Problems = {};
  @state() private isRevealed = false;
  private readonly wait = new CountdownController(this, () => this.task.waitUntil);

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('task')) this.problems = this.task.problems;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('task')) focusProblem(this.renderRoot);
  }

  override render() {
    const { user, problems, task } = this;
    if (user === null) return nothing;
    const { username, displayName } = user;
    return html`<form novalidate @submit=${this.onSubmit} @input=${this.onInput}>
      <div class="lost">
        ${username === null ? html`<p>${words.guest(displayName)}</p>` : nothing}
        <p>${words.gone}</p>
        <p>${words.messages}</p>
        ${username === null ? nothing : html`<p>${words.username(username)}</p>`}
      </div>
      <p>
        <button type="button" class="link" @click=${() => report(this, 'parley-page', { page: 'data' })}>
          ${words.data}
        </button>
      </p>
      ${username === null ? nothing : this.renderPassword(username)}
      ${problems.form === undefined ? nothing : html`<p class="problem" role="alert">${problems.form}</p>`}
      ${renderSubmit(words.submit, task.isBusy, this.wait.leftMs)}
    </form>`;
  }

  /** Beside whose password it is, so that a password manager knows which one to give. */
  private renderPassword(username: string) {
    return html`<input hidden name="username" autocomplete="username" .value=${username} /> ${renderField({
        name: 'password',
        autocomplete: 'current-password',
        problems: this.problems,
        reveal: [this.isRevealed, () => (this.isRevealed = !this.isRevealed)],
      })}`;
  }

  private readonly onInput = (): void => {
    this.problems = {};
  };

  private readonly onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.task.isBusy || this.wait.leftMs > 0) return;
    if (this.user?.username === null) return report(this, 'parley-delete-account', { confirm: true });
    const field = (event.target as HTMLFormElement).elements.namedItem('password') as HTMLInputElement;
    if (field.value !== '') return report(this, 'parley-delete-account', { password: field.value });
    this.problems = { password: accountStrings.missing.password };
    void this.updateComplete.then(() => focusProblem(this.renderRoot));
  };
}
