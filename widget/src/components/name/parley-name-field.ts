import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { nameStrings } from '../../i18n/name-strings.js';
import { strings } from '../../i18n/strings.js';
import { MAX_NAME_LENGTH, checkName } from '../../state/display-name.js';
import { base } from '../../theme/base.styles.js';
import { report } from '../intents.js';
import { nameFieldStyles } from './parley-name-field.styles.js';

/**
 * The field in which a person writes the name to write under.
 * @fires parley-rename, parley-write when it is done; parley-back when the name stays
 */
export class ParleyNameField extends LitElement {
  static override styles = [base, nameFieldStyles];

  /** Null while the person has none. */
  @property({ attribute: false }) name: string | null = null;
  @state() private problem: string | null = null;
  @query('input') private readonly input!: HTMLInputElement;

  protected override firstUpdated(_changed: PropertyValues<this>): void {
    this.input.select();
  }

  override render() {
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
      <button class="quiet save">${nameStrings.save}</button>
      <button type="button" class="quiet" @click=${() => this.leave()}>${nameStrings.cancel}</button>
      ${this.problem === null ? nothing : html`<p id="problem" role="alert">${this.problem}</p>`}
    </form>`;
  }

  private leave(): void {
    report(this, 'parley-back', {});
  }

  private readonly onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const { name, problem } = checkName(this.input.value);
    if (problem === 'too_long') {
      this.problem = nameStrings.tooLong(MAX_NAME_LENGTH);
      return;
    }
    if (problem === null && name !== this.name) report(this, 'parley-rename', { name });
    report(this, 'parley-write', {});
  };

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    // Escape leaves the field only; the panel stays.
    event.stopPropagation();
    event.preventDefault();
    this.leave();
  };
}
