import type { User } from '@parley/sdk';
import { LitElement, css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { mentionStrings as words } from '../../i18n/mention-strings.js';
import { base } from '../../theme/base.styles.js';

/** Over the field: people whose names begin as what is being typed. The field keeps the focus, and its keys choose here. */
export class ParleyMentions extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        position: relative;
        z-index: 2;
        display: block;
      }
      [role='listbox'] {
        position: absolute;
        inset-block-end: 0;
        inset-inline: 12px;
        max-block-size: 280px;
        margin: 0;
        padding: 4px;
        overflow-y: auto;
        border-radius: 12px;
        background: var(--_raised);
        box-shadow: var(--_shadow-menu);
        list-style: none;
        animation: parley-mentions 120ms var(--_ease);
      }
      @keyframes parley-mentions {
        from {
          opacity: 0;
          translate: 0 4px;
        }
      }
      [role='option'] {
        display: flex;
        gap: 10px;
        align-items: center;
        min-block-size: 40px;
        padding: 4px 8px;
        border-radius: 8px;
        cursor: pointer;
      }
      [aria-selected='true'] {
        background: var(--_hover);
      }
      parley-avatar {
        flex: none;
        inline-size: 28px;
        block-size: 28px;
      }
      bdi {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .username {
        color: var(--_text-second);
        font-size: 13px;
      }
      @media (pointer: coarse) {
        [role='option'] {
          min-block-size: 44px;
        }
      }
    `,
  ];

  @property({ attribute: false }) people: readonly User[] = [];
  /** Which of them the keys would take. */
  @property({ attribute: false }) chosen = 0;
  @property({ attribute: false }) choose: (user: User) => unknown = () => undefined;

  protected override updated(): void {
    this.renderRoot.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  override render() {
    const { people, chosen } = this;
    const name = people[chosen]?.displayName ?? '';
    return html`<ul role="listbox" aria-label=${words.list}>
        ${people.map(
          (user, n) =>
            html`<li
              role="option"
              aria-selected=${n === chosen}
              @pointerdown=${keepFocus}
              @click=${() => this.choose(user)}
            >
              <parley-avatar .person=${user.id} .name=${user.displayName} .picture=${user.avatarUrl}></parley-avatar>
              <bdi>${user.displayName}</bdi>
              ${user.username === null ? nothing : html`<bdi class="username">@${user.username}</bdi>`}
            </li>`,
        )}
      </ul>
      <span class="only-read" role="status">${words.chosen(name, chosen + 1, people.length)}</span>`;
  }
}

/** What is typed goes on. */
const keepFocus = (event: Event): void => event.preventDefault();
