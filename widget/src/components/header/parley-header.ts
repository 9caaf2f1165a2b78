import { LitElement, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { strings } from '../../i18n/strings.js';
import { initials } from '../../state/initials.js';
import { emptyRoomView } from '../../state/room-view.js';
import type { RoomView } from '../../state/room-view.js';
import { base } from '../../theme/base.styles.js';
import { icons } from '../icons.js';
import { report } from '../intents.js';
import { headerStyles } from './parley-header.styles.js';

const number = new Intl.NumberFormat('en-GB');

/**
 * The head of a room: the ways back and to its details, its name, how many are in it, and the way out.
 * @fires parley-go, parley-account, parley-close
 * @csspart header
 */
export class ParleyHeader extends LitElement {
  static override styles = [base, headerStyles];

  /** The room; of it the name and how many are in it, and who the person is here. */
  @property({ attribute: false }) view: RoomView = emptyRoomView;
  /** The panel can be closed: it is not a part of the page. */
  @property({ attribute: false }) canClose = false;

  override render() {
    const { title, memberCount, face, hasAccounts, myId, myName, myPicture } = this.view;
    const about = this.view.about ?? (memberCount ? strings.membersHere(number.format(memberCount)) : '');
    return html`<header part="header">
      <button
        type="button"
        class="back"
        aria-label=${strings.back}
        @click=${() => report(this, 'parley-go', { place: 'home' })}
      >
        ${icons.back}
      </button>
      <button
        type="button"
        class="about"
        aria-label=${strings.details(title, about)}
        @click=${() => report(this, 'parley-go', { place: 'details' })}
      >
        ${face ?? html`<div class="mark" data-letters=${initials(title)}></div>`}
        <div class="words">
          <h2 title=${title} dir="auto">${title}</h2>
          ${about ? html`<p dir="auto">${about}</p>` : nothing}
        </div>
      </button>
      ${
        hasAccounts
          ? html`<button
              type="button"
              aria-label=${myId === null ? strings.signIn : strings.account}
              @click=${() => report(this, 'parley-account', {})}
            >
              ${
                myId === null
                  ? icons.person
                  : html`<parley-avatar .person=${myId} .name=${myName ?? ''} .picture=${myPicture}></parley-avatar>`
              }
            </button>`
          : nothing
      }
      ${
        this.canClose
          ? html`<button type="button" aria-label=${strings.close} @click=${() => report(this, 'parley-close', {})}>
              ${icons.close}
            </button>`
          : nothing
      }
    </header>`;
  }
}
