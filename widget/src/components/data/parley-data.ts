import type { SessionStore } from '@parley/sdk';
import { LitElement, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { CountdownController } from '../../controllers/countdown-controller.js';
import { DownloadController } from '../../controllers/download-controller.js';
import { accountPageStrings } from '../../i18n/account-page-strings.js';
import { base } from '../../theme/base.styles.js';
import { renderSubmit } from '../account/field.js';
import { formStyles } from '../account/form.styles.js';

const { data: words } = accountPageStrings;

/** All that is kept of the person, as a file. */
export class ParleyData extends LitElement {
  static override styles = [base, formStyles];

  @property({ attribute: false }) session: SessionStore | null = null;
  /** Name of the file that was given to the browser last. */
  @state() private file: string | null = null;
  private readonly download = new DownloadController(this);
  private readonly wait = new CountdownController(this, () => this.download.asking.task.waitUntil);

  override render() {
    const { task } = this.download.asking;
    return html`<form @submit=${this.onSubmit}>
      <p>${words.text}</p>
      ${renderSubmit(words.download, task.isBusy, this.wait.leftMs)}
      ${task.problems.form === undefined ? nothing : html`<p class="problem" role="alert">${task.problems.form}</p>`}
      <p class="second" role="status">${task.isBusy ? words.preparing : this.file && words.done(this.file)}</p>
    </form>`;
  }

  private readonly onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.download.asking.task.isBusy || this.wait.leftMs > 0) return;
    this.file = null;
    this.file = await this.download.start(this.session);
  };
}
