import { LitElement, css, html } from 'lit';
import { property } from 'lit/decorators.js';
import { laterStrings as words } from '../../i18n/later-strings.js';
import { base } from '../../theme/base.styles.js';
import { icon } from '../icons.js';

const clock = icon('M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 7.5V12l3 2', 20);

/** In the composer, beside Send: the way to send later. */
export class ParleyLater extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        flex: none;
      }
      button {
        position: relative;
        display: grid;
        place-items: center;
        inline-size: 34px;
        block-size: 34px;
        margin-block: 4px;
        border-radius: 999px;
        color: var(--_text-second);
        transition:
          background-color 120ms,
          color 120ms;
      }
      button[aria-expanded='true'],
      button:active {
        background: var(--_press);
        color: var(--_text);
      }
      @media (hover: hover) {
        button:hover {
          background: var(--_hover);
          color: var(--_text);
        }
      }
      @media (pointer: coarse) {
        button {
          inline-size: 44px;
          margin-inline-end: 2px;
        }
        button::after {
          position: absolute;
          inset: -5px 0;
          content: '';
        }
      }
    `,
  ];

  @property({ attribute: false }) isOpen = false;
  @property({ attribute: false }) toggle: () => unknown = () => undefined;

  override focus(): void {
    this.renderRoot.querySelector('button')?.focus();
  }

  override render() {
    return html`<button
      type="button"
      aria-label=${words.sendLater}
      title=${words.sendLater}
      aria-haspopup="dialog"
      aria-expanded=${this.isOpen}
      @click=${() => this.toggle()}
    >
      ${clock}
    </button>`;
  }
}
