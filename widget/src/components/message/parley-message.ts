import { LitElement, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { reasonsFor } from '../../controllers/reasons.js';
import { strings } from '../../i18n/strings.js';
import { hasFormat } from '../../state/has-format.js';
import type { LogItem } from '../../state/log-item.js';
import type { RoomView } from '../../state/room-view.js';
import { exactTime } from '../../state/time-words.js';
import { base } from '../../theme/base.styles.js';
import { report } from '../intents.js';
import { messageStyles } from './parley-message.styles.js';

const loadText = () => import('../../text.js').catch(() => undefined);

/**
 * One message: an `article` with `data-seq` (absent until the server gave one) and `data-status`.
 * @fires parley-message-retry, parley-message-delete
 * @csspart bubble
 * @cssprop --parley-bubble-radius - default 18px
 */
export class ParleyMessage extends LitElement {
  static override styles = [base, messageStyles];

  @property({ attribute: false }) item!: LogItem;
  /** A group begins with this message: it carries the name. */
  @property({ type: Boolean, reflect: true }) starts = false;
  /** A group ends with this message: it carries avatar and time. */
  @property({ type: Boolean, reflect: true }) ends = false;
  /** "14:05", "now". */
  @property({ attribute: false }) time = '';
  /** How far it came. */
  @property({ attribute: false }) note: string | undefined;
  /** What the message waits for, to be said below it: once, at the last one that waits. */
  @property({ attribute: false }) waiting: unknown = nothing;
  /** What stands above it; what hangs on it, and what can be done with it. */
  @property({ attribute: false }) extra: ReturnType<NonNullable<RoomView['extra']>>;

  override render() {
    const { item } = this;
    if (item.source.system) {
      void loadText();
      return html`<article data-seq=${item.seq} data-status="sent">
        <parley-system .message=${item.source}></parley-system>
      </article>`;
    }
    const author = item.own ? strings.you : item.authorName;
    const showsName = this.starts && !item.own;
    return html`<article
      class="${item.own ? 'own' : ''} ${item.gone || item.source.encrypted ? 'deleted' : ''}"
      data-seq=${item.seq ?? nothing}
      data-status=${item.status}
      aria-busy=${item.source.streaming || nothing}
    >
      ${
        showsName
          ? html`<bdi class="name" title=${item.authorName}>${item.authorName}</bdi>`
          : html`<span class="only-read">${author}: </span>`
      }
      ${
        this.ends && !item.own
          ? html`<parley-avatar
              .person=${item.authorId ?? ''}
              .name=${item.authorName}
              .picture=${item.authorPicture}
            ></parley-avatar>`
          : nothing
      }
      ${this.extra?.[0]}
      <div class="line">
        <div class="bubble" part="bubble" dir="auto">${item.gone || this.renderText()}</div>
        ${this.ends ? nothing : this.renderTime('side')}
      </div>
      ${this.extra?.[1]} ${this.renderMeta()}
    </article>`;
  }

  private renderText() {
    const { text, source } = this.item;
    const { mentions } = source;
    if (!hasFormat(text) && mentions.length === 0) return text;
    void loadText();
    return html`<parley-text .text=${text} .mentions=${mentions}>${text}</parley-text>`;
  }

  private renderTime(name: string) {
    const { createdAt } = this.item;
    return html`<time class=${name} datetime=${createdAt} title=${exactTime(Date.parse(createdAt))}
      >${this.time}</time
    >`;
  }

  private renderMeta() {
    const { item } = this;
    if (item.status === 'failed') return this.renderFailure();
    if (item.status === 'sending') {
      if (this.waiting !== nothing) return html`<div class="meta"><bdi>${this.waiting}</bdi></div>`;
      return this.ends ? html`<div class="meta"><span class="late">${strings.sending}</span></div>` : nothing;
    }
    return this.ends ? html`<div class="meta">${this.renderTime('time')} ${this.note}</div>` : nothing;
  }

  private renderFailure() {
    const { key, failure } = this.item;
    return html`<div class="meta">
      <bdi class="failure">${reasonsFor(this)?.failed[failure ?? ''] ?? strings.notSent}</bdi>
      <button type="button" @click=${() => report(this, 'parley-message-retry', { key })}>${strings.retry}</button>
      <button type="button" @click=${() => report(this, 'parley-message-delete', { key })}>${strings.delete}</button>
    </div>`;
  }
}
