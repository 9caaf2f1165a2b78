import { LitElement, html, nothing } from 'lit';
import { property, query } from 'lit/decorators.js';
import { emptyRoomView } from '../../state/room-view.js';
import type { RoomView } from '../../state/room-view.js';
import { base } from '../../theme/base.styles.js';
import type { ParleyComposer } from '../composer/parley-composer.js';
import type { ParleyLog } from '../log/parley-log.js';
import { roomStyles } from './parley-room.styles.js';

/**
 * The screen of a room: everything it shows comes in as `view`, everything a person wants goes out as events.
 * @fires those of its parts: parley-send, parley-rename, parley-message-retry, parley-message-delete, parley-load-before,
 * parley-at-end, parley-reload, parley-account, parley-close
 */
export class ParleyRoom extends LitElement {
  static override styles = [base, roomStyles];

  @property({ attribute: false }) view: RoomView = emptyRoomView;
  /** Seq that the "New" line stands before; null for none. */
  @property({ attribute: false }) newFromSeq: number | null = null;
  /** Messages of others that were not on screen yet. */
  @property({ attribute: false }) unread = 0;
  /** There is something to close: the screen is no part of the page. */
  @property({ attribute: false }) canClose = false;

  @query('parley-log') private readonly log!: ParleyLog;
  @query('parley-composer') private readonly composer!: ParleyComposer;

  constructor() {
    super();
    this.addEventListener('parley-write', () => this.focusComposer());
  }

  /** Puts the person where they write. */
  focusComposer(): void {
    this.composer.focus({ preventScroll: true });
  }

  /** Shows the newest messages, from the first unread one on. */
  async showUnread(): Promise<void> {
    await this.updateComplete;
    this.log.showUnread();
  }

  override render() {
    const { view } = this;
    // Most people never see it; should it not come, the next change of the room asks for it again.
    if (view.needs) import('../../gate.js').catch(() => undefined);
    return html`<parley-header .view=${view} .canClose=${this.canClose}></parley-header>
      <parley-banner .link=${view.link} .hasAccounts=${view.hasAccounts && !view.needs}></parley-banner>
      ${view.room?.type === 'match' ? html`<parley-match-bar .room=${view.room}></parley-match-bar>` : nothing}
      <parley-log .view=${view} .newFromSeq=${this.newFromSeq} .unread=${this.unread}></parley-log>
      <div class="typing">${view.typing}</div>
      ${view.needs ? html`<parley-gate .view=${view}></parley-gate>` : nothing} ${view.writing}
      <parley-composer
        ?hidden=${view.needs || view.room?.archivedAt || isRefused(view)}
        .at=${view.at}
        .person=${view.myId}
        .begun=${view.draft}
        .limits=${view.limits}
        .waitUntil=${view.waitUntil}
        .myName=${view.myName}
        .hasNameFailed=${view.hasNameFailed}
      ></parley-composer>`;
  }
}

/** The server was reached, and does not show the room: nothing that is written would get there. */
const isRefused = ({ phase, problem }: RoomView): boolean => phase === 'error' && problem !== 'network';
