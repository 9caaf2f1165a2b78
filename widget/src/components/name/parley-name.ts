import { LitElement, html, nothing } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { strings } from '../../i18n/strings.js';
import { base } from '../../theme/base.styles.js';
import { icons } from '../icons.js';
import { stop } from '../intents.js';
import { nameStyles } from './parley-name.styles.js';

/**
 * The name a person writes under: offered, never asked for. Can be set before the first message and changed later.
 * @fires parley-rename, parley-write
 */
export class ParleyName extends LitElement {
  static override styles = [base, nameStyles];

  /** Null while the person has none. */
  @property({ attribute: false }) name: string | null = null;
  /** The server refused the name asked for last. */
  @property({ attribute: false }) hasFailed = false;
  @state() private isEditing = false;
  @query('.shown') private readonly opener!: HTMLElement | null;

  override render() {
    if (this.isEditing) {
      return html`<parley-name-field
        .name=${this.name}
        @parley-write=${() => (this.isEditing = false)}
        @parley-back=${stop(() => this.leave())}
      ></parley-name-field>`;
    }
    return html`<button type="button" class="quiet shown" @click=${() => this.edit()}>
        ${icons.person}<span>${this.name === null ? strings.yourName : strings.writingAs(this.name)}</span>
      </button>
      ${this.hasFailed ? html`<p role="alert">${strings.nameRefused}</p>` : nothing}`;
  }

  /** Should the field not come, the button asks for it again. */
  private edit(): void {
    import('../../name-field.js').then(
      () => (this.isEditing = true),
      () => undefined,
    );
  }

  private leave(): void {
    this.isEditing = false;
    void this.updateComplete.then(() => this.opener?.focus());
  }
}
