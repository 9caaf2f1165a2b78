import type { ChatError, TimelineItem } from '@parley/sdk';
import { LitElement, css, html, nothing } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Means } from '../../controllers/message-tools.js';
import { messageStrings as words } from '../../i18n/message-strings.js';
import { refusalOf } from '../../i18n/refusals.js';
import { base } from '../../theme/base.styles.js';
import { fieldStyles } from './parley-message-tools.styles.js';

/**
 * Changes what a message says. Fires `parley-close`, and `parley-stale` when the message says something else by now than when the
 * change was begun.
 */
export class ParleyEdit extends LitElement {
  static override styles = [
    base,
    fieldStyles,
    css`
      :host {
        flex: 1 0 min(100%, 560px);
        max-inline-size: 560px;
        margin-block-start: 6px;
      }
      .problem {
        margin: 0;
        padding-inline: 12px;
        color: var(--_danger);
        font-size: 12px;
        line-height: 16px;
      }
    `,
  ];

  @property({ attribute: false }) message!: TimelineItem;
  @property({ attribute: false }) means!: Means;

  @state() private isBusy = false;
  @state() private problem = '';

  @query('textarea') private readonly field!: HTMLTextAreaElement;

  /** The message as the person saw it who changes it. */
  private draft = '';
  private seenPosition = 0;

  protected override willUpdate(): void {
    if (this.hasUpdated) return;
    this.draft = this.message.text;
    this.seenPosition = this.message.position;
  }

  protected override firstUpdated(): void {
    const { field } = this;
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  override render() {
    return html`<form @submit=${this.onSave}>
      <textarea dir="auto" rows="2" aria-label=${words.editing} .value=${this.draft} @keydown=${this.onKey}></textarea>
      ${this.problem === '' ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}
      <div class="answers" @keydown=${this.onKey}>
        <button type="button" class="quiet" @click=${this.close}>${words.cancel}</button>
        <button type="submit" class="main" ?disabled=${this.isBusy}>${words.save}</button>
      </div>
    </form>`;
  }

  private readonly onSave = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { message, means, draft, seenPosition: position } = this;
    const text = this.field.value.trim();
    if (text === '' || this.isBusy) return;
    if (text === draft && text === message.text) return this.close();
    this.isBusy = true;
    this.problem = '';
    try {
      await means.room.edit(message, text, { position });
      this.close();
    } catch (error) {
      const { code } = error as ChatError;
      this.problem = refusalOf(code, words.problems);
      if (code === 'stale') this.showNewest();
    } finally {
      this.isBusy = false;
    }
  };

  /** It is shown what it says now: who saves once more means to replace that. */
  private showNewest(): void {
    this.seenPosition = this.message.position;
    this.dispatchEvent(new Event('parley-stale'));
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === 'Escape') this.close();
    else if (event.key === 'Enter' && !event.shiftKey && event.target === this.field) void this.onSave(event);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  private readonly close = (): void => {
    this.dispatchEvent(new Event('parley-close'));
  };
}
