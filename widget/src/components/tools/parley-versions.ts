import type { MessageVersion, TimelineItem } from '@parley/sdk';
import { LitElement, css, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { property, query } from 'lit/decorators.js';
import type { Means } from '../../controllers/message-tools.js';
import { PagedController } from '../../controllers/paged-controller.js';
import { strings } from '../../i18n/strings.js';
import { versionStrings as words } from '../../i18n/version-strings.js';
import { momentLabel } from '../../state/moment-label.js';
import { exactTime } from '../../state/time-words.js';
import { base } from '../../theme/base.styles.js';

/** What a message said before, the latest first. Fires `parley-close`. */
export class ParleyVersions extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        flex: 1 0 100%;
        margin-block-start: 6px;
        padding: 8px 12px;
        border: 1px solid var(--_line);
        border-radius: 12px;
        font-size: 14px;
        line-height: 20px;
      }
      h4,
      p,
      ol {
        margin: 0;
        padding: 0;
      }
      h4 {
        font-size: 14px;
        font-weight: 600;
      }
      ol {
        display: grid;
        gap: 8px;
        max-block-size: 320px;
        margin-block: 6px;
        overflow-y: auto;
        list-style: none;
      }
      .text {
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      time,
      .note {
        color: var(--_text-second);
        font-size: 12px;
        line-height: 16px;
      }
      .note {
        margin-block: 6px;
      }
      .answers {
        display: flex;
        gap: 12px;
        justify-content: flex-end;
      }
      button {
        min-block-size: 36px;
        padding-inline: 12px;
        border-radius: var(--_radius-control);
        font-size: 14px;
        font-weight: 600;
      }
      @media (pointer: coarse) {
        button {
          min-block-size: 44px;
        }
      }
    `,
  ];

  @property({ attribute: false }) message!: TimelineItem;
  @property({ attribute: false }) means!: Means;

  @query('.close') private readonly last!: HTMLElement | null;

  private readonly versions = new PagedController<MessageVersion>(this);

  protected override firstUpdated(): void {
    this.last?.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { message, means } = this;
    // Another edit has made one more of them.
    const before = changed.get('message');
    if (this.hasUpdated && (before === undefined || before.position === message.position)) return;
    this.versions.ask((cursor, signal) => means.room.versions(message, cursor ? { cursor } : {}, { signal }));
  }

  override render() {
    const { status, items, hasMore } = this.versions;
    const isBare = items.length === 0;
    return html`<section aria-label=${words.earlier} aria-busy=${status === 'loading'} @keydown=${this.onKey}>
      <h4>${words.earlier}</h4>
      ${
        isBare
          ? nothing
          : html`<ol tabindex="0" role="list">
              ${items.map(({ text, writtenAt }) => {
                const at = Date.parse(writtenAt);
                return html`<li>
                  <div class="text" dir="auto">${text}</div>
                  <time datetime=${writtenAt} title=${exactTime(at)}>${momentLabel(at, Date.now())}</time>
                </li>`;
              })}
            </ol>`
      }
      <p class="note" role="status" ?hidden=${!isBare && status !== 'failed'}>
        ${status === 'failed' ? words.failed : !isBare ? nothing : status === 'ready' ? words.none : words.loading}
      </p>
      <div class="answers">
        ${
          status === 'failed' || hasMore
            ? html`<button type="button" @click=${() => this.versions.more()}>
                ${status === 'failed' ? strings.retry : words.more}
              </button>`
            : nothing
        }
        <button type="button" class="close" @click=${this.close}>${words.hide}</button>
      </div>
    </section>`;
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  };

  private readonly close = (): void => {
    this.dispatchEvent(new Event('parley-close'));
  };
}
