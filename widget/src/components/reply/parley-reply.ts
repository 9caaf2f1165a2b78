import type { Message } from '@parley/sdk';
import { LitElement, css, html } from 'lit';
import { property } from 'lit/decorators.js';
import { messageStrings as words } from '../../i18n/message-strings.js';
import { excerpt } from '../../state/excerpt.js';
import { base } from '../../theme/base.styles.js';
import { icons } from '../icons.js';

/** Above the field: which message is answered, and the way to write a message of its own instead. */
export class ParleyReply extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        gap: 8px;
        align-items: center;
        padding-block: 8px 6px;
        padding-inline: 16px 8px;
        border-block-start: 1px solid var(--_line);
        animation: parley-reply 120ms var(--_ease);
      }
      div {
        flex: 1;
        min-inline-size: 0;
        padding-inline-start: 8px;
        border-inline-start: 2px solid var(--_accent);
        font-size: 13px;
        line-height: 18px;
      }
      p {
        margin: 0;
        overflow: hidden;
        color: var(--_text-second);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .title {
        color: var(--_text);
        font-weight: 600;
      }
      button {
        display: grid;
        flex: none;
        place-items: center;
        inline-size: 36px;
        block-size: 36px;
        border-radius: var(--_radius-control);
        color: var(--_text-second);
      }
      @media (hover: hover) {
        button:hover {
          background: var(--_hover);
        }
      }
      @media (pointer: coarse) {
        button {
          inline-size: 44px;
          block-size: 44px;
        }
      }
      @keyframes parley-reply {
        from {
          opacity: 0;
        }
      }
    `,
  ];

  @property({ attribute: false }) message!: Message;
  /** Display name of its author; null for the own. */
  @property({ attribute: false }) name: string | null = null;
  @property({ attribute: false }) cancel!: () => void;

  override render() {
    const { name } = this;
    return html`<div role="status">
        <p class="title" dir="auto">${name === null ? words.replyingToYou : words.replyingTo(name)}</p>
        <p dir="auto">${excerpt(this.message)}</p>
      </div>
      <button type="button" aria-label=${words.noReply} title=${words.noReply} @click=${() => this.cancel()}>
        ${icons.close}
      </button>`;
  }
}
