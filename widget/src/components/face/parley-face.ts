import { LitElement, css, html } from 'lit';
import { property } from 'lit/decorators.js';
import { base } from '../../theme/base.styles.js';

/** The picture in a room's header: of the room, or of the one other person, with the dot of who is here. Decoration. */
export class ParleyFace extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        position: relative;
        flex: none;
        inline-size: 36px;
        block-size: 36px;
      }
      parley-avatar {
        --_letters: 13px;
        inline-size: 36px;
        block-size: 36px;
      }
      .square::part(avatar) {
        border-radius: var(--_radius-control);
      }
      .online,
      .away {
        position: absolute;
        inset-block-end: -2px;
        inset-inline-end: -2px;
        inline-size: 12px;
        block-size: 12px;
        border: 2px solid var(--_panel);
        border-radius: 50%;
        background: light-dark(#18794e, #4cc38a);
      }
      .away {
        background: var(--_panel);
        box-shadow: inset 0 0 0 2px light-dark(#18794e, #4cc38a);
      }
    `,
  ];

  /** Stable id; chooses the colour. */
  @property({ attribute: false }) person = '';
  @property({ attribute: false }) name = '';
  @property({ attribute: false }) picture: string | null = null;
  @property({ attribute: false }) isRoom = false;
  @property({ attribute: false }) presence: string | undefined;

  override render() {
    return html`<parley-avatar
        class=${this.isRoom ? 'square' : ''}
        .person=${this.person}
        .name=${this.name}
        .picture=${this.picture}
      ></parley-avatar
      ><i class=${this.presence ?? ''}></i>`;
  }
}
