import { LitElement, css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { base } from '../../theme/base.styles.js';

/** Who types, in one line below the log. Its height is kept by the room. */
export class ParleyTyping extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        padding-inline: 16px;
        color: var(--_text-second);
        font-size: 12px;
        line-height: 20px;
      }
      p {
        display: flex;
        gap: 8px;
        align-items: center;
        margin: 0;
      }
      bdi {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      span {
        display: flex;
        flex: none;
        gap: 3px;
      }
      i {
        inline-size: 4px;
        block-size: 4px;
        border-radius: 50%;
        background: currentcolor;
        animation: parley-types 1.2s ease-in-out infinite;
      }
      i:nth-child(2) {
        animation-delay: 0.15s;
      }
      i:nth-child(3) {
        animation-delay: 0.3s;
      }
      @keyframes parley-types {
        0%,
        60%,
        100% {
          opacity: 0.35;
        }
        30% {
          opacity: 1;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        i {
          animation: none;
        }
      }
    `,
  ];

  /** "Ana is typing"; '' for nobody. */
  @property({ attribute: false }) text = '';

  override render() {
    return html`<p role="status">
      ${this.text === '' ? nothing : html`<span aria-hidden="true"><i></i><i></i><i></i></span><bdi>${this.text}</bdi>`}
    </p>`;
  }
}
