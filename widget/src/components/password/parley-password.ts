import type { SessionStore } from '@parley/sdk';
import { html } from 'lit';
import { property, state } from 'lit/decorators.js';
import { accountPageStrings } from '../../i18n/account-page-strings.js';
import { renderField, renderUsername } from '../account/field.js';
import { formOf } from '../account/form-element.js';
import { TaskForm } from '../account/task-form.js';

const { password: words } = accountPageStrings;

/** Another password, for whoever knows the one there is. */
export class ParleyPassword extends TaskForm {
  @property({ attribute: false }) session: SessionStore | null = null;
  @property({ attribute: false }) username = '';
  @state() private told = '';

  override render() {
    const { problems, reveal, username } = this;
    return html`<form novalidate @submit=${this.onSubmit} @input=${this.onInput}>
      ${renderUsername(username)}
      ${renderField({ name: 'password', label: words.current, autocomplete: 'current-password', problems, reveal })}
      ${renderField({ name: 'newPassword', autocomplete: 'new-password', problems, reveal })}
      <p class="second">${words.note}</p>
      ${this.renderFormProblem()} ${this.renderSubmit(words.submit)}
      <p class="second" role="status">${this.told}</p>
    </form>`;
  }

  private readonly onSubmit = async (event: SubmitEvent): Promise<void> => {
    const form = formOf(event);
    const fields = ['username', 'password', 'newPassword'] as const;
    const typed = this.read(event, fields, ['password', 'newPassword'], ['username', 'password']);
    const { session } = this;
    if (typed === null || session === null) return;
    const { password: currentPassword = '', newPassword = '' } = typed;
    this.told = '';
    const isDone = await this.asking.run(
      (signal) => session.changePassword({ currentPassword, newPassword }, { signal }),
      fields,
    );
    const { code } = this.asking.task;
    if (navigator.onLine && (code === 'network' || code === 'timeout')) this.asking.refuse(words.lost);
    if (!isDone) return;
    form.reset();
    this.told = words.done;
  };
}
