import type { SessionStore } from '@parley/sdk';
import { html } from 'lit';
import { property, state } from 'lit/decorators.js';
import { saveExport } from '../../controllers/save-export.js';
import { accountPageStrings } from '../../i18n/account-page-strings.js';
import { TaskForm } from '../account/task-form.js';

const { data: words } = accountPageStrings;

/** All that is kept of the person, as a file. */
export class ParleyData extends TaskForm {
  @property({ attribute: false }) session: SessionStore | null = null;
  /** Name of the file that was given to the browser last. */
  @state() private file: string | null = null;

  override render() {
    return html`<form @submit=${this.onSubmit}>
      <p>${words.text}</p>
      ${this.renderSubmit(words.download)} ${this.renderFormProblem()}
      <p class="second" role="status">${this.task.isBusy ? words.preparing : this.file && words.done(this.file)}</p>
    </form>`;
  }

  private readonly onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { session } = this;
    if (!this.isStill || session === null) return;
    this.file = null;
    await this.asking.run(async (signal) => {
      this.file = await saveExport(session, signal);
    });
  };
}
