import type { MyRoom, RoomInfo } from '@parley/sdk';
import { html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { ClockController } from '../../controllers/clock-controller.js';
import { LobbyController } from '../../controllers/lobby-controller.js';
import { MyRoomsController } from '../../controllers/my-rooms-controller.js';
import { PeersController } from '../../controllers/peers-controller.js';
import { homeStrings } from '../../i18n/home-strings.js';
import { placeStrings } from '../../i18n/place-strings.js';
import { pillCount } from '../../i18n/unread-words.js';
import type { PlaceName } from '../../state/places.js';
import { isShutOut } from '../../state/room-view.js';
import { latestRoom, roomName } from '../../state/room-words.js';
import { base } from '../../theme/base.styles.js';
import { report } from '../intents.js';
import { PlaceElement } from '../places/place-element.js';
import { renderEntriesLoading, renderEntry } from '../rows/render-entry.js';
import { roomEntry } from '../rows/room-entry.js';
import { rowStyles } from '../rows/rows.styles.js';
import { homeIcons } from './home-icons.js';
import { homeStyles } from './parley-home.styles.js';

/** The ways from here, in the order in which people want them. */
const ways = ['rooms', 'discover', 'match', 'people', 'bookmarks'] as const;

/** The room that everyone is offered first. */
const LOBBY = 'lobby';

/** How long all waits for what is shown above it, in milliseconds. */
const PATIENCE_MS = 2_000;

/**
 * Where a person begins: the chat they were in last, the lobby, and the ways to new ones.
 * @fires parley-go, parley-enter
 */
export class ParleyHome extends PlaceElement {
  static override styles = [base, rowStyles, homeStyles];

  private readonly mine = new MyRoomsController(this);
  private readonly lobby = new LobbyController(this);
  private readonly clock = new ClockController(this, 30_000);
  private readonly peers = new PeersController(
    this,
    () => this.chat,
    () => {
      const last = this.lastChat;
      return last !== undefined && 'member' in last ? [last] : [];
    },
  );

  /** All that moves the rows is known, or was waited for long enough: from now on none slips away under a finger. */
  private isSettled = false;
  private patience: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.patience = setTimeout(() => {
      this.isSettled = true;
      this.requestUpdate();
    }, PATIENCE_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.patience);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('chat')) {
      this.mine.follow(this.chat);
      this.lobby.follow(this.chat);
    }
    this.isSettled ||= this.isAllKnown;
  }

  /** Who the person is, where they were, and what they are offered first. */
  private get isAllKnown(): boolean {
    const { status, user } = this.chat.session.get();
    const { list } = this.mine;
    const areRoomsKnown = !user || list.rooms.length > 0 || list.status === 'ready' || list.status === 'error';
    return status !== 'pending' && this.view.phase !== 'loading' && this.lobby.isAnswered && areRoomsKnown;
  }

  override focusFirst(from?: PlaceName): boolean {
    const row = this.renderRoot.querySelector<HTMLElement>(`[data-id="${from ?? ''}"] button`);
    row?.focus();
    return row !== null;
  }

  override render() {
    if (!this.isSettled) return renderEntriesLoading(homeStrings.loading);
    const { rooms } = this.mine.list;
    const last = this.lastChat;
    const lobby = this.lobby.room;
    const isLobby = last !== undefined && 'member' in last && last.room.id === lobby?.id;
    // Who has been nowhere yet sees first where everybody is.
    const isAlone = last === undefined;
    return html`<div class="home">
      ${
        last === undefined
          ? nothing
          : html`<section>
              <h3>${homeStrings.continueTitle}</h3>
              <ul class="entries first">
                ${'member' in last ? this.renderOwn(last) : this.renderRoom(last)}
              </ul>
            </section>`
      }
      ${
        isAlone && lobby !== null
          ? html`<ul class="entries first">
              ${this.renderLobby(lobby, rooms)}
            </ul>`
          : nothing
      }
      ${lobby === null && this.lobby.hasFailed ? this.renderLost() : nothing}
      <ul class="entries">
        ${isAlone || isLobby || lobby === null ? nothing : this.renderLobby(lobby, rooms)}
        ${ways.map((place) => this.renderWay(place))}
      </ul>
      ${
        this.view.myId === null ? nothing : html`<parley-seen .chat=${this.chat} .myId=${this.view.myId}></parley-seen>`
      }
    </div>`;
  }

  /** Where the person comes from, unless that is the lobby, which has its own row; else where they wrote or read last. */
  private get lastChat(): MyRoom | RoomInfo | { name: string } | undefined {
    const { rooms } = this.mine.list;
    const { room, title, phase, needs } = this.view;
    if (isShutOut(needs)) return latestRoom(rooms.filter((own) => own.room.id !== room?.id));
    // The room of a page need not be there yet.
    if (room === null) return phase === 'ready' ? { name: title } : latestRoom(rooms);
    if (room.slug === LOBBY) return latestRoom(rooms);
    return rooms.find((own) => own.room.id === room.id) ?? room;
  }

  private renderOwn(own: MyRoom) {
    return renderEntry({
      ...roomEntry(own, this.view.myId, this.clock.now, this.peers.of(own)),
      open: () => this.enter(own.room),
    });
  }

  /** A room in which the person has no seat. */
  private renderRoom(room: RoomInfo | { name: string }) {
    const isThere = 'id' in room;
    const id = isThere ? room.id : 'page';
    const name = isThere ? roomName(room, null) : room.name;
    return renderEntry({
      id,
      mark: { id, name, picture: isThere ? room.avatarUrl : null, isRoom: true },
      name,
      about: isThere && room.memberCount > 0 ? homeStrings.members(room.memberCount) : homeStrings.openToAll,
      open: () => (isThere ? this.enter(room) : report(this, 'parley-back', {})),
    });
  }

  private renderLobby(lobby: RoomInfo, rooms: readonly MyRoom[]) {
    const own = rooms.find(({ room }) => room.id === lobby.id);
    return own === undefined ? this.renderRoom(lobby) : this.renderOwn(own);
  }

  private renderLost() {
    return html`<div class="lost">
      <p role="status">${homeStrings.lobbyFailed}</p>
      <button type="button" @click=${() => void this.retry()}>${homeStrings.retry}</button>
    </div>`;
  }

  private renderWay(place: (typeof ways)[number]) {
    const { totalUnread } = this.mine.list;
    const isRooms = place === 'rooms';
    // Who is nobody yet has no rooms to look at, and has marked nothing.
    if ((isRooms || place === 'bookmarks') && this.view.myId === null) return nothing;
    return renderEntry({
      id: place,
      mark: homeIcons[place],
      name: placeStrings.titles[place],
      about: homeStrings.ways[place],
      end: html`${
        isRooms && totalUnread > 0
          ? html`<span class="pill" role="img" aria-label=${homeStrings.unread(totalUnread)}
              >${pillCount(totalUnread)}</span
            >`
          : nothing
      }${homeIcons.onwards}`,
      open: () => this.go(place),
    });
  }

  /** Asks for the lobby again; what was pressed is gone once it is there. */
  private async retry(): Promise<void> {
    if (!(await this.lobby.ask())) return;
    await this.updateComplete;
    if (this.shadowRoot?.activeElement === null)
      this.renderRoot.querySelector<HTMLElement>(`[data-id="${this.lobby.room?.id ?? ''}"] button`)?.focus();
  }

  private enter(room: RoomInfo): void {
    // The one that lies beneath is there as it was left.
    if (room.id === this.view.room?.id) report(this, 'parley-back', {});
    else report(this, 'parley-enter', { at: room.slug === LOBBY ? { slug: LOBBY } : { id: room.id } });
  }

  private go(place: PlaceName): void {
    report(this, 'parley-go', { place });
  }
}
