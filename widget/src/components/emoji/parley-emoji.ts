import { LitElement, css, html } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import groups from 'unicode-emoji-json/data-by-group.json';
import { emojiStrings as words } from '../../i18n/emoji-strings.js';
import { searchEmoji } from '../../state/emoji-search.js';
import type { NamedEmoji } from '../../state/emoji-search.js';
import { base } from '../../theme/base.styles.js';

/** In each row. */
const columns = 8;

/**
 * All emoji, by group, and by what they are called. By keyboard: arrows go from one to the next, Enter in the search takes the
 * first. Fires `parley-close`.
 */
export class ParleyEmoji extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        flex: 1 0 100%;
        max-inline-size: 336px;
        margin-block-start: 6px;
        border: 1px solid var(--_line);
        border-radius: 12px;
        background: var(--_panel);
        overflow: hidden;
      }
      input {
        inline-size: calc(100% - 16px);
        min-block-size: 36px;
        margin: 8px;
        padding: 6px 12px;
        border: 1px solid var(--_line);
        border-radius: var(--_radius-control);
        background: var(--_sunken);
        /* Below 16 px phones zoom in. */
        font-size: 16px;
      }
      .all {
        block-size: 220px;
        padding: 0 8px 8px;
        overflow-y: auto;
        overscroll-behavior: contain;
      }
      h4,
      p {
        margin: 0;
        padding: 8px 4px 4px;
        color: var(--_text-second);
        font-size: 12px;
        font-weight: 600;
        line-height: 16px;
      }
      section {
        content-visibility: auto;
        contain-intrinsic-block-size: auto 400px;
      }
      .grid {
        display: grid;
        grid-template-columns: repeat(8, minmax(0, 1fr));
      }
      .grid button {
        aspect-ratio: 1;
        min-block-size: 36px;
        border-radius: 8px;
        font-size: 22px;
        line-height: 1;
        text-align: center;
      }
      .grid button:focus-visible {
        outline-offset: -2px;
      }
      @media (hover: hover) {
        .grid button:hover {
          background: var(--_hover);
        }
      }
    `,
  ];

  @property({ attribute: false }) choose: (emoji: string) => unknown = () => undefined;
  @state() private typed = '';
  @query('input') private readonly field!: HTMLInputElement;

  protected override firstUpdated(): void {
    // On touch a keyboard would cover what is below.
    if (matchMedia('(pointer: coarse)').matches) this.renderRoot.querySelector<HTMLElement>('.grid button')?.focus();
    else this.field.focus({ preventScroll: true });
    this.scrollIntoView({ block: 'nearest' });
  }

  override render() {
    const found = searchEmoji(groups, this.typed);
    const count = found.reduce((sum, { emojis }) => sum + emojis.length, 0);
    return html`<div role="group" aria-label=${words.label} @keydown=${this.onKey}>
      <input
        type="search"
        aria-label=${words.search}
        placeholder=${words.search}
        maxlength="40"
        @input=${() => (this.typed = this.field.value)}
      />
      <span class="only-read" role="status">${this.typed.trim() === '' ? '' : words.found(count)}</span>
      <div class="all">
        ${count === 0 ? html`<p>${words.none(this.typed.trim())}</p>` : ''}
        ${found.map(
          ({ name, emojis }, n) =>
            html`<section>
              <h4>${name}</h4>
              <div class="grid">${emojis.map((one, m) => this.renderOne(one, n === 0 && m === 0))}</div>
            </section>`,
        )}
      </div>
    </div>`;
  }

  /** @param isStop the one that the Tab key reaches */
  private renderOne({ emoji, name }: NamedEmoji, isStop: boolean) {
    return html`<button
      type="button"
      tabindex=${isStop ? 0 : -1}
      aria-label=${name}
      title=${name}
      @click=${() => this.choose(emoji)}
    >
      ${emoji}
    </button>`;
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const buttons = [...this.renderRoot.querySelectorAll<HTMLElement>('.grid button')];
    const at = buttons.indexOf(event.target as HTMLElement);
    const isRtl = this.matches(':dir(rtl)');
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at < 0 ? 1 : columns,
      ArrowUp: -columns,
      ...(at < 0 ? {} : { ArrowRight: isRtl ? -1 : 1, ArrowLeft: isRtl ? 1 : -1 }),
    };
    const step = steps[event.key];
    if (event.key === 'Escape') this.dispatchEvent(new Event('parley-close'));
    else if (event.key === 'Enter' && at < 0) buttons[0]?.click();
    else if (step !== undefined && at + step < 0) this.field.focus();
    else if (step !== undefined) buttons[Math.min(at + step, buttons.length - 1)]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
