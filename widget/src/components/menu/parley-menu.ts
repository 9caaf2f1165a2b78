import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { base } from '../../theme/base.styles.js';
import { icon } from '../icons.js';
import { menuStyles } from './parley-menu.styles.js';

const more = icon('M6 12h.01M12 12h.01M18 12h.01', 20);

/** One thing that can be done. */
export interface MenuItem {
  readonly label: string;
  readonly run: () => unknown;
  readonly icon?: TemplateResult;
  /** It cannot be taken back. */
  readonly isDanger?: boolean;
}

/** Least distance from the edges of the window, and from the button, in px. */
const EDGE_PX = 8;
const GAP_PX = 4;

/** A button with three dots, and what it opens. By keyboard: arrows, Home and End move, Escape closes. */
export class ParleyMenu extends LitElement {
  static override styles = [base, menuStyles];

  /** What the button is called. */
  @property({ attribute: false }) label = '';
  @property({ attribute: false }) items: readonly MenuItem[] = [];

  @query('button') private readonly button!: HTMLButtonElement;
  @query('[popover]') private readonly menu!: HTMLElement;

  constructor() {
    super();
    // Here, not at what is opened: the focus gets there a moment later.
    this.addEventListener('keydown', (event) => this.onKeyDown(event));
  }

  override focus(): void {
    this.button.focus();
  }

  protected override firstUpdated(): void {
    this.button.popoverTargetElement = this.menu;
  }

  override render() {
    return html`<button type="button" class="more" aria-haspopup="menu" aria-label=${this.label}>${more}</button>
      <div popover role="menu" aria-label=${this.label} @toggle=${this.onToggle}>
        ${this.items.map(
          (item) =>
            html`<button
              type="button"
              role="menuitem"
              tabindex="-1"
              class=${item.isDanger ? 'danger' : nothing}
              @click=${() => this.choose(item)}
            >
              ${item.icon ?? nothing}${item.label}
            </button>`,
        )}
      </div>`;
  }

  private choose(item: MenuItem): void {
    this.menu.hidePopover();
    this.button.focus();
    item.run();
  }

  private readonly onToggle = (event: ToggleEvent): void => {
    if (event.newState !== 'open') return;
    this.place();
    this.entries[0]?.focus();
  };

  /** Below the button, or above it where there is no room; never out of the window. */
  private place(): void {
    const at = this.button.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height, style } = this.menu;
    const wanted = getComputedStyle(this).direction === 'rtl' ? at.left : at.right - width;
    const left = Math.min(Math.max(wanted, EDGE_PX), innerWidth - width - EDGE_PX);
    const isBelow = at.bottom + GAP_PX + height <= innerHeight - EDGE_PX;
    style.left = `${left}px`;
    style.top = `${isBelow ? at.bottom + GAP_PX : Math.max(EDGE_PX, at.top - GAP_PX - height)}px`;
  }

  private get entries(): HTMLElement[] {
    return [...this.menu.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }

  private onKeyDown(event: KeyboardEvent): void {
    if (!this.menu.matches(':popover-open')) return;
    const { entries } = this;
    const at = entries.indexOf(this.shadowRoot?.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) entries.at(to % entries.length)?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') {
      this.menu.hidePopover();
      this.button.focus();
      // Only what it opened goes, neither the screen nor the panel.
      if (event.key === 'Tab') return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
