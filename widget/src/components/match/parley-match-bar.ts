import type { RoomInfo } from '@parley/sdk';
import { LitElement, css, html } from 'lit';
import { property } from 'lit/decorators.js';
import { matchBarStrings } from '../../i18n/match-bar-strings.js';
import { sendOn } from '../../state/match-wish.js';
import type { MatchErrand } from '../../state/match-wish.js';
import { base } from '../../theme/base.styles.js';
import { report } from '../intents.js';

/**
 * Stands under the head of a room of strangers: the ways out of it, and whether the other one is still there. Whoever comes
 * into such a room has come by the screens around the rooms, which bring it.
 * @fires parley-go
 */
export class ParleyMatchBar extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 12px;
        align-items: center;
        padding: 8px 12px 8px 16px;
        border-block-end: 1px solid var(--_line);
        background: var(--_sunken);
        animation: parley-bar 180ms var(--_ease);
      }
      :host(:dir(rtl)) {
        padding: 8px 16px 8px 12px;
      }
      @keyframes parley-bar {
        from {
          opacity: 0;
        }
      }
      p {
        flex: 1 1 140px;
        margin: 0;
        color: var(--_text-second);
        font-size: 13px;
        line-height: 18px;
        text-align: -webkit-match-parent;
        text-align: match-parent;
        unicode-bidi: plaintext;
      }
      .over {
        color: var(--_text);
        font-weight: 600;
      }
      button {
        min-block-size: 36px;
        padding: 6px 14px;
        border-radius: var(--_radius-control);
        font-weight: 600;
        transition: background-color 120ms;
      }
      .leave {
        color: var(--_text-second);
      }
      .next:not(.action) {
        background: var(--_accent-tint);
      }
      @media (hover: hover) {
        .leave:hover {
          background: var(--_hover);
          color: var(--_text);
        }
      }
      .leave:active,
      .next:not(.action):active {
        background: var(--_press);
      }
      @media (pointer: coarse) {
        button {
          min-block-size: 44px;
        }
      }
    `,
  ];

  @property({ attribute: false }) room!: RoomInfo;

  override render() {
    const { archivedAt } = this.room;
    const isOver = archivedAt !== null;
    const words = isOver ? matchBarStrings.left : matchBarStrings.strangers;
    return html`<p class=${isOver ? 'over' : ''} role="status">${words}</p>
      <div>
        <button type="button" class="leave" @click=${() => this.go('leave')}>${matchBarStrings.leave}</button>
        <button type="button" class="next ${isOver ? 'action' : ''}" @click=${() => this.go('next')}>
          ${matchBarStrings.next}
        </button>
      </div>`;
  }

  private go(kind: MatchErrand['kind']): void {
    sendOn({ roomId: this.room.id, kind });
    report(this, 'parley-go', { place: 'match' });
  }
}
