import { LitElement, html, nothing } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { strings } from '../../i18n/strings.js';
import { MAX_NAME_LENGTH, checkName } from '../../state/display-name.js';
import { base } from '../../theme/base.styles.js';
import { icons } from '../icons.js';
import { report } from '../intents.js';
import { nameStyles } from './parley-name.styles.js';

/**
 * The name a person writes under: offered, never asked for. Can be set before the first message and changed later.
 * @fires parley-rename
 */
export class ParleyName extends LitElement {
  static override styles = [base, nameStyles];

  /** Null while the person has none. */
  @property({ attribute: false }) name: string | null = null;
  /** The server refused the name asked for last. */
  @property({ attribute: false }) hasFailed = false;
  @state() private isEditing = false;
  @state() private problem: string | null = null;
  @query('input') private readonly input!: HTMLInputElement | null;
  @query('.shown') private readonly opener!: HTMLElement | null;

  override render() {
    if (!this.isEditing) {
      return html`<button type="button" class="quiet shown" @click=${() => this.edit(true)}>
          ${icons.person}<span>${this.name === null ? strings.yourName : strings.writingAs(this.name)}</span>
        </button>
        ${this.hasFailed ? html`<p role="alert">${strings.nameRefused}</p>` : nothing}`;
    }
    return html`<form @submit=${this.onSubmit} @keydown=${this.onKeyDown}>
      <input
        dir="auto"
        autocomplete="nickname"
        aria-label=${strings.yourName}
        aria-invalid=${this.problem === null ? nothing : 'true'}
        aria-describedby=${this.problem === null ? nothing : 'problem'}
        placeholder=${strings.yourName}
        .value=${this.name ?? ''}
      />
      <button class="quiet save">${strings.save}</button>
      <button type="button" class="quiet" @click=${() => this.edit(false)}>${strings.cancel}</button>
      ${this.problem === null ? nothing : html`<p id="problem" role="alert">${this.problem}</p>`}
    </form>`;
  }

  private edit(isEditing: boolean): void {
    this.isEditing = isEditing;
    this.problem = null;
    void this.updateComplete.then(() => {
      (isEditing ? this.input : this.opener)?.focus();
      this.input?.select();
    });
  }

  private readonly onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const { name, problem } = checkName(this.input?.value ?? '');
    if (problem === 'too_long') {
      this.problem = strings.nameTooLong(MAX_NAME_LENGTH);
      return;
    }
    if (problem === null && name !== this.name) report(this, 'parley-rename', { name });
    this.isEditing = false;
    this.problem = null;
    report(this, 'parley-write', {});
  };

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    // Escape leaves the field only; the panel stays.
    event.stopPropagation();
    event.preventDefault();
    this.edit(false);
  };
}
