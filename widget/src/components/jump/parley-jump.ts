import { LitElement, css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { peopleStrings } from '../../i18n/people-strings.js';
import { strings } from '../../i18n/strings.js';
import { base } from '../../theme/base.styles.js';
import { icon } from '../icons.js';

const up = icon('M12 19V5.5M6 11l6-6 6 6', 18);
const frame = (): Promise<unknown> => new Promise((drawn) => requestAnimationFrame(drawn));

/** Room for the day, which stays on top. */
const ABOVE_PX = 48;

/** Over the log, while the first unread message is further above than what is loaded: brings it, and goes there. */
export class ParleyJump extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        position: absolute;
        inset-block-start: 44px;
        inset-inline: 0;
        z-index: 1;
        display: flex;
        justify-content: center;
        pointer-events: none;
      }
      button {
        display: flex;
        gap: 6px;
        align-items: center;
        min-block-size: 36px;
        padding-inline: 10px 14px;
        border-radius: 999px;
        background: var(--_raised);
        box-shadow: var(--_shadow-menu);
        color: var(--_text);
        font-size: 13px;
        font-weight: 600;
        pointer-events: auto;
        transition: background-color 120ms;
        animation: parley-jump 180ms var(--_ease);
      }
      svg {
        flex: none;
      }
      .loading {
        padding-inline: 14px;
        color: var(--_text-second);
      }
      @keyframes parley-jump {
        from {
          opacity: 0;
        }
      }
      @media (pointer: coarse) {
        button {
          min-block-size: 44px;
        }
      }
    `,
  ];

  /** Loads what lies between. */
  @property({ attribute: false }) load: () => Promise<unknown> = () => Promise.resolve();
  @state() private status: 'idle' | 'loading' | 'failed' = 'idle';

  override render() {
    const { status } = this;
    const isLoading = status === 'loading';
    return html`<button
      type="button"
      class=${status}
      aria-label=${status === 'idle' ? peopleStrings.toFirstUnread : nothing}
      aria-disabled=${isLoading ? 'true' : nothing}
      @click=${this.onClick}
    >
      ${isLoading ? nothing : up}
      <span role="status">
        ${isLoading ? strings.loadingEarlier : status === 'failed' ? peopleStrings.notReached : peopleStrings.firstUnread}
      </span>
    </button>`;
  }

  private readonly onClick = async (): Promise<void> => {
    if (this.status === 'loading') return;
    // It is gone from there once all is loaded.
    const root = this.getRootNode() as ShadowRoot;
    this.status = 'loading';
    try {
      await this.load();
      this.status = 'idle';
    } catch {
      this.status = 'failed';
      return;
    }
    // Drawn in the first frame, and put in its place at its end.
    await frame();
    await frame();
    const line = root.querySelector('.new');
    const log = root.querySelector<HTMLElement>('.viewport');
    if (line === null || log === null) return;
    const top = line.getBoundingClientRect().top - log.getBoundingClientRect().top - ABOVE_PX;
    log.scrollBy({ top, behavior: 'instant' });
    log.focus({ preventScroll: true });
  };
}
