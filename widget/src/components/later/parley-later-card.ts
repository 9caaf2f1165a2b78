import { LitElement, css, html, nothing } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { laterStrings as words } from '../../i18n/later-strings.js';
import { strings } from '../../i18n/strings.js';
import { momentLabel } from '../../state/moment-label.js';
import { fieldTime, sendChoices, timeOfField } from '../../state/send-times.js';
import { base } from '../../theme/base.styles.js';
import { icons } from '../icons.js';
import { report } from '../intents.js';

/**
 * Over the field: when to send what stands there.
 * @fires parley-go
 */
export class ParleyLaterCard extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        position: relative;
        z-index: 2;
        display: block;
      }
      [role='dialog'] {
        position: absolute;
        inset-block-end: 4px;
        inset-inline: 12px;
        max-inline-size: 320px;
        margin-inline-start: auto;
        padding: 4px;
        border-radius: 12px;
        background: var(--_raised);
        box-shadow: var(--_shadow-menu);
        animation: parley-later 120ms var(--_ease);
      }
      @keyframes parley-later {
        from {
          opacity: 0;
          translate: 0 4px;
        }
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        padding-inline-start: 12px;
      }
      h3,
      p {
        margin: 0;
      }
      h3,
      label {
        font-size: 13px;
        font-weight: 600;
        line-height: 18px;
      }
      .close {
        display: grid;
        place-items: center;
        inline-size: 36px;
        block-size: 36px;
        border-radius: 8px;
        color: var(--_text-second);
      }
      .choice {
        display: flex;
        gap: 12px;
        align-items: center;
        justify-content: space-between;
        inline-size: 100%;
        min-block-size: 40px;
        padding: 6px 12px;
        border-radius: 8px;
      }
      .choice span {
        color: var(--_text-second);
        font-size: 13px;
        font-variant-numeric: tabular-nums;
      }
      .choice:focus-visible {
        outline-offset: -2px;
      }
      .choice:active,
      .close:active {
        background: var(--_press);
      }
      @media (hover: hover) {
        :is(.choice, .close):hover {
          background: var(--_hover);
        }
      }
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 8px;
        margin-block: 4px;
        padding: 8px 12px 4px;
        border-block-start: 1px solid var(--_line);
      }
      p {
        color: var(--_danger);
        font-size: 13px;
        line-height: 18px;
      }
      input {
        inline-size: 100%;
        min-inline-size: 0;
        min-block-size: 36px;
        padding: 6px 8px;
        border: 1px solid color-mix(in srgb, var(--_text) 50%, var(--_panel));
        border-radius: var(--_radius-control);
        background: var(--_panel);
      }
      .action {
        text-align: center;
      }
      .list {
        min-block-size: 24px;
        margin: 0 10px 8px;
        padding-inline: 2px;
      }
      @media (pointer: coarse) {
        .choice,
        input,
        .list {
          min-block-size: 44px;
        }
        input {
          font-size: 16px;
        }
        .close {
          inline-size: 44px;
          block-size: 44px;
        }
      }
      @media (forced-colors: active) {
        [role='dialog'] {
          border: 1px solid CanvasText;
        }
      }
    `,
  ];

  @property({ attribute: false }) choose: (at: number) => unknown = () => undefined;
  @property({ attribute: false }) close: () => unknown = () => undefined;

  @state() private isWrong = false;
  @query('input') private readonly field!: HTMLInputElement;
  /** The times do not change while somebody reads them. */
  private readonly now = Date.now();

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('.choice')?.focus({ preventScroll: true });
  }

  override render() {
    const { now } = this;
    const choices = sendChoices(now);
    return html`<div role="dialog" aria-labelledby="title" @keydown=${this.onKey}>
      <header>
        <h3 id="title">${words.sendLater}</h3>
        <button type="button" class="close" aria-label=${strings.close} @click=${() => this.close()}>
          ${icons.close}
        </button>
      </header>
      ${choices.map(
        ({ choice, at }) =>
          html`<button type="button" class="choice" @click=${() => this.choose(at)}>
            ${words[choice]}<span>${momentLabel(at, now)}</span>
          </button>`,
      )}
      <form @submit=${this.onSubmit} novalidate>
        <label for="at">${words.otherTime}</label>
        <input
          id="at"
          type="datetime-local"
          .value=${fieldTime(choices[1]?.at ?? now)}
          min=${fieldTime(now)}
          aria-invalid=${this.isWrong}
          aria-describedby=${this.isWrong ? 'wrong' : nothing}
          @input=${() => (this.isWrong = false)}
        />
        ${this.isWrong ? html`<p id="wrong" role="alert">${words.tooSoon}</p>` : nothing}
        <button class="action">${words.schedule}</button>
      </form>
      <button type="button" class="quiet list" @click=${() => report(this, 'parley-go', { place: 'scheduled' })}>
        ${words.scheduled}
      </button>
    </div>`;
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  };

  private readonly onSubmit = (event: Event): void => {
    event.preventDefault();
    const at = timeOfField(this.field.value, Date.now());
    this.isWrong = at === null;
    if (at === null) this.field.focus();
    else this.choose(at);
  };
}
