import type { OwnSettings, RoomInfo, User } from '@parley/sdk';
import { html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { MyRoomsController } from '../../controllers/my-rooms-controller.js';
import { ProfileController } from '../../controllers/profile-controller.js';
import { detailsStrings as words } from '../../i18n/details-strings.js';
import type { PlaceName } from '../../state/places.js';
import { icon } from '../icons.js';
import { report } from '../intents.js';
import { renderSwitch } from '../rows/render-switch.js';
import { DetailsElement, renderRoomMark } from './details-element.js';

const onwards = icon('m9.5 5.5 6.5 6.5-6.5 6.5', 16);

/** The pages that this one leads to. */
type Page = keyof typeof words.rows;

/**
 * What a room is, who is in it, what the person has arranged for themselves there, and the ways out.
 * @fires parley-go, parley-enter
 */
export class ParleyDetails extends DetailsElement {
  private readonly mine = new MyRoomsController(this);
  private readonly profile = new ProfileController(this, () => this.chat);
  /** What was pressed and is not set yet. */
  private wanted: OwnSettings = {};

  override focusFirst(from?: PlaceName): boolean {
    const row = this.renderRoot.querySelector<HTMLElement>(`[data-place="${from ?? ''}"]`);
    row?.focus();
    return row !== null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('chat')) this.mine.follow(this.chat);
  }

  protected override renderRoom(room: RoomInfo) {
    const { peer } = this;
    const about = peer ? this.profile.of(peer.id)?.about : room.topic;
    return html`${this.renderHead(room, peer)} ${this.renderNotes(room, about)} ${this.renderPages(room)}
    ${this.member ? this.renderOwn(room) : nothing} ${this.renderWays(room, peer)}`;
  }

  private renderHead(room: RoomInfo, peer: User | null) {
    const { title } = this.view;
    const kind = `${words.types[room.type]} · ${words.members(room.memberCount)}`;
    return html`<div class="head">
      ${renderRoomMark(peer ?? { id: room.id, displayName: title, avatarUrl: room.avatarUrl }, peer === null)}
      <span class="name" dir="auto">${title}</span>
      ${
        peer
          ? html`<div class="second">
              ${peer.username === null ? nothing : html`<p dir="ltr">@${peer.username}</p>`}
              ${this.view.about ? html`<p>${this.view.about}</p>` : nothing}
            </div>`
          : html`<p class="second">${kind}</p>`
      }
    </div>`;
  }

  private renderNotes({ archivedAt, posting, slowModeSeconds }: RoomInfo, about: string | null | undefined) {
    const notes = [
      archivedAt ? words.archived : '',
      posting === 'moderators' ? words.announcements : '',
      slowModeSeconds > 0 ? words.slow(slowModeSeconds) : '',
      this.view.timeline?.peerBlocked ? words.blocked(this.view.title) : '',
    ].filter(Boolean);
    return html`${about ? html`<p class="topic" dir="auto">${about}</p>` : nothing}
    ${notes.map((note) => html`<p class="note">${note}</p>`)}`;
  }

  private renderPages(room: RoomInfo) {
    const pins = html`${this.renderPage('pins')} ${this.member ? this.renderPage('scheduled') : nothing}`;
    if (room.type === 'direct') return html`<section class="rows">${pins}</section>`;
    return html`<section class="rows">
      ${pins} ${this.renderPage('members', room.memberCount.toLocaleString('en-GB'))}
      ${this.may('addMember') ? this.renderPage('addMember') : nothing}
      ${this.may('invite') ? this.renderPage('invites') : nothing}
      ${this.may('listSanctions') ? this.renderPage('sanctions') : nothing}
      ${this.may('editRoom') ? this.renderPage('roomSettings') : nothing}
    </section>`;
  }

  private renderPage(place: Page, value = '') {
    return html`<button
      type="button"
      class="row"
      data-place=${place}
      @click=${() => report(this, 'parley-go', { place })}
    >
      <span>${words.rows[place]}</span>${value === '' ? nothing : html`<span class="value">${value}</span>`}${onwards}
    </button>`;
  }

  private renderOwn({ id }: RoomInfo) {
    const own = this.mine.list.rooms.find(({ room }) => room.id === id)?.member;
    const set = (settings: OwnSettings, told = '') => this.arrange(id, settings, told);
    const { muted = false, pinned = false, markedUnread = false } = { ...own, ...this.wanted };
    return html`<section class="rows">
      <h3>${words.own}</h3>
      ${renderSwitch(words.muted, muted, () => set({ muted: !muted }))}
      ${renderSwitch(words.pinned, pinned, () => set({ pinned: !pinned }))}
      <button
        type="button"
        class="row"
        @click=${() => set({ markedUnread: !markedUnread }, markedUnread ? '' : words.markedUnread)}
      >
        <span>${markedUnread ? words.markRead : words.markUnread}</span>
      </button>
    </section>`;
  }

  /** Shows it at once; switches that are pressed one after the other are all set, in this order. */
  private async arrange(id: string, settings: OwnSettings, told: string): Promise<void> {
    const wanted = { ...this.wanted, ...settings };
    this.wanted = wanted;
    this.requestUpdate();
    await this.asking.runNext(() => this.mine.arrange(id, settings), told);
    if (this.wanted === wanted) this.wanted = {};
    this.requestUpdate();
  }

  private renderWays(room: RoomInfo, peer: User | null) {
    const { id, type } = room;
    const { title, myId, timeline } = this.view;
    if (!this.member) {
      // Before the timeline is there it is not known whether they sit here.
      if (type !== 'public' || myId === null || !timeline) return nothing;
      return html`<button
        type="button"
        class="action"
        @click=${() => this.answer(() => this.chat.rooms.join(id), words.done.joined)}
      >
        ${words.join}
      </button>`;
    }
    const leave = async () => {
      if (await this.answer(() => this.chat.rooms.leave(id))) report(this, 'parley-enter', { at: null });
    };
    if (type === 'direct') {
      return html`<section class="rows">
        ${peer ? this.renderBlock(peer, timeline?.peerBlocked === true) : nothing}
        ${this.renderAsked('leave', words.hide, words.hideQuestion, words.hide, leave)}
      </section>`;
    }
    const question = type === 'match' ? words.leaveMatch : words.leaveQuestion(title);
    return html`<section class="rows">
      ${this.renderAsked('leave', words.leave, question, words.leave, leave)}
    </section>`;
  }

  /** The other one of a direct room. */
  private get peer(): User | null {
    const { timeline, myId } = this.view;
    if (!timeline || timeline.room?.type !== 'direct') return null;
    const peerId = Object.keys(timeline.members).find((id) => id !== myId);
    return timeline.users[peerId ?? ''] ?? null;
  }
}
