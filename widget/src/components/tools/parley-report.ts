import type { ChatError, TimelineItem } from '@parley/sdk';
import { LitElement, css, html, nothing } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Means } from '../../controllers/message-tools.js';
import { refusalOf } from '../../i18n/refusals.js';
import { reportStrings as words } from '../../i18n/report-strings.js';
import { base } from '../../theme/base.styles.js';
import { fieldStyles } from './parley-message-tools.styles.js';

/** Says what is wrong with a message to those who look after the place. Fires `parley-close`. */
export class ParleyReport extends LitElement {
  static override styles = [
    base,
    fieldStyles,
    css`
      :host {
        flex: 1 0 100%;
        margin-block-start: 6px;
      }
      label,
      p {
        margin: 0;
        padding-inline: 12px;
        font-size: 14px;
        line-height: 20px;
      }
      label {
        font-weight: 600;
      }
      .hint {
        color: var(--_text-second);
        font-size: 12px;
        line-height: 16px;
      }
      .problem {
        color: var(--_danger);
      }
      .done {
        display: flex;
        gap: 12px;
        align-items: center;
        justify-content: space-between;
      }
    `,
  ];

  @property({ attribute: false }) message!: TimelineItem;
  @property({ attribute: false }) means!: Means;

  private isBusy = false;
  @state() private isDone = false;
  @state() private problem = '';

  @query('textarea') private readonly field!: HTMLTextAreaElement | null;

  protected override firstUpdated(): void {
    this.field?.focus();
  }

  override render() {
    if (this.isDone)
      return html`<div class="done" @keydown=${this.onKey}>
        <p id="done">${words.reported}</p>
        <div class="answers">
          <button type="button" class="quiet" aria-describedby="done" @click=${this.close}>${words.close}</button>
        </div>
      </div>`;
    return html`<form @submit=${this.onSubmit} @keydown=${this.onKey}>
      <label for="reason">${words.question}</label>
      <textarea id="reason" dir="auto" rows="2" maxlength="1000" required aria-describedby="hint"></textarea>
      <p class="hint" id="hint">${words.hint}</p>
      ${this.problem === '' ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}
      <div class="answers">
        <button type="button" class="quiet" @click=${this.close}>${words.cancel}</button>
        <button type="submit" class="main">${words.report}</button>
      </div>
    </form>`;
  }

  private readonly onSubmit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const reason = this.field?.value.trim() ?? '';
    if (this.isBusy) return;
    this.problem = reason === '' ? words.problems.validation_failed : '';
    if (reason === '') return;
    this.isBusy = true;
    try {
      await this.means.room.report(this.message, reason);
      this.isDone = true;
      await this.updateComplete;
      this.renderRoot.querySelector('button')?.focus();
    } catch (error) {
      this.problem = refusalOf((error as ChatError).code, words.problems);
    } finally {
      this.isBusy = false;
    }
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  };

  private readonly close = (): void => {
    this.dispatchEvent(new Event('parley-close'));
  };
}
