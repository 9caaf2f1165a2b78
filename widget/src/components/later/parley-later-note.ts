import { LitElement, css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { laterStrings as words } from '../../i18n/later-strings.js';
import { base } from '../../theme/base.styles.js';
import { icons } from '../icons.js';
import { report } from '../intents.js';

/**
 * Above the field: what became of a message that is sent later.
 * @fires parley-go
 */
export class ParleyLaterNote extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        gap: 4px;
        align-items: center;
        min-block-size: 44px;
        padding-inline: 16px 8px;
        border-block-start: 1px solid var(--_line);
        animation: parley-later-note 120ms var(--_ease);
      }
      p {
        flex: 1;
        min-inline-size: 0;
        margin: 0;
        padding-block: 4px;
        font-size: 13px;
        line-height: 18px;
        overflow-wrap: anywhere;
      }
      .problem {
        color: var(--_danger);
      }
      button {
        display: grid;
        flex: none;
        place-items: center;
        min-inline-size: 36px;
        min-block-size: 36px;
        border-radius: var(--_radius-control);
        color: var(--_text-second);
      }
      .show {
        padding-inline: 10px;
        color: var(--_accent-ink);
        font-size: 13px;
        font-weight: 600;
      }
      @media (hover: hover) {
        button:hover {
          background: var(--_hover);
        }
      }
      @media (pointer: coarse) {
        button {
          min-inline-size: 44px;
          min-block-size: 44px;
        }
      }
      @keyframes parley-later-note {
        from {
          opacity: 0;
        }
      }
    `,
  ];

  @property({ attribute: false }) text = '';
  @property({ attribute: false }) isProblem = false;
  /** It waits now, and can be seen where it does. */
  @property({ attribute: false }) isDone = false;
  @property({ attribute: false }) close: () => unknown = () => undefined;

  override render() {
    return html`<p role=${this.isProblem ? 'alert' : 'status'} class=${this.isProblem ? 'problem' : nothing}>
        ${this.text}
      </p>
      ${
        this.isDone
          ? html`<button
              type="button"
              class="show"
              aria-label=${words.showAll}
              @click=${() => report(this, 'parley-go', { place: 'scheduled' })}
            >
              ${words.show}
            </button>`
          : nothing
      }
      <button type="button" aria-label=${words.hide} title=${words.hide} @click=${() => this.close()}>
        ${icons.close}
      </button>`;
  }
}
