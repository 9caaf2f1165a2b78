import { ChatError } from '@parley/sdk';
import type { MyRoom, OwnSettings } from '@parley/sdk';
import { html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { ClockController } from '../../controllers/clock-controller.js';
import { MyRoomsController } from '../../controllers/my-rooms-controller.js';
import { PeersController } from '../../controllers/peers-controller.js';
import { homeStrings as words } from '../../i18n/home-strings.js';
import { refusalOf } from '../../i18n/refusals.js';
import { roomName } from '../../state/room-words.js';
import { base } from '../../theme/base.styles.js';
import { onEscape } from '../account/on-escape.js';
import { icons } from '../icons.js';
import { report } from '../intents.js';
import type { MenuItem } from '../menu/parley-menu.js';
import { PlaceElement } from '../places/place-element.js';
import { renderEntriesLoading, renderEntry, renderNotice } from '../rows/render-entry.js';
import { roomEntry } from '../rows/room-entry.js';
import { rowStyles } from '../rows/rows.styles.js';
import { roomListStyles } from './parley-room-list.styles.js';

/**
 * The rooms that the person sits in, live: pinned ones first, then those that were written in last.
 * @fires parley-go, parley-enter
 */
export class ParleyRoomList extends PlaceElement {
  static override styles = [base, rowStyles, roomListStyles];

  /** The room of which it is asked whether to leave it. */
  @state() private asked: string | null = null;
  /** What came of the last wish. */
  @state() private told = '';
  @query('.question button') private readonly answer!: HTMLElement | null;
  @query('.told') private readonly line!: HTMLElement;
  private readonly mine = new MyRoomsController(this);
  private readonly clock = new ClockController(this, 30_000);
  private readonly peers = new PeersController(
    this,
    () => this.chat,
    () => this.mine.list.rooms,
  );

  override focusFirst(): boolean {
    const first = this.renderRoot.querySelector<HTMLElement>('button.entry-main');
    first?.focus();
    return first !== null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('chat')) this.mine.follow(this.chat);
  }

  override render() {
    return html`<div class="list">
      <p class="told" role="status" tabindex="-1">${this.told}</p>
      ${this.renderRooms()}
    </div>`;
  }

  private renderRooms() {
    const { status, error, rooms } = this.mine.list;
    if (rooms.length > 0) {
      return html`<ul class="entries">
        ${repeat(
          rooms,
          ({ room }) => room.id,
          (item) => this.renderRoom(item),
        )}
      </ul>`;
    }
    const discover = { label: words.discover, run: () => report(this, 'parley-go', { place: 'discover' }) };
    if (this.view.myId === null) return renderNotice({ icon: icons.speech, title: words.visitor, action: discover });
    if (status === 'error') {
      const action = { label: words.retry, run: () => this.mine.reload() };
      return renderNotice({
        icon: icons.alert,
        title: words.failed,
        text: refusalOf(error?.code ?? 'other'),
        action,
        isProblem: true,
      });
    }
    if (status !== 'ready') return renderEntriesLoading(words.loading);
    return renderNotice({ icon: icons.speech, title: words.none, text: words.noneText, action: discover });
  }

  private renderRoom(item: MyRoom) {
    const { room, peer } = item;
    const name = roomName(room, peer);
    const entry = roomEntry(item, this.view.myId, this.clock.now, this.peers.of(item));
    const actions = html`<parley-menu .label=${words.menuOf(name)} .items=${this.itemsOf(item)}></parley-menu>`;
    const open = () => report(this, 'parley-enter', { at: { id: room.id } });
    return html`${renderEntry({ ...entry, open, actions })}
    ${this.asked === room.id ? this.renderQuestion(item, name) : nothing}`;
  }

  private renderQuestion({ room }: MyRoom, name: string) {
    const isDirect = room.type === 'direct';
    const cancel = () => this.cancel(room.id);
    return html`<li class="question" role="group" aria-labelledby="question" @keydown=${onEscape(cancel)}>
      <p id="question">${(isDirect ? words.hideQuestion : words.leaveQuestion)(name)}</p>
      <div>
        <button type="button" class="plain danger" @click=${() => this.leave(room.id, name)}>
          ${isDirect ? words.hide : words.leave}
        </button>
        <button type="button" class="plain" @click=${cancel}>${words.cancel}</button>
      </div>
    </li>`;
  }

  private itemsOf({ room, member, unreadCount }: MyRoom): MenuItem[] {
    const { muted, pinned, markedUnread } = member;
    const set = (label: string, settings: OwnSettings): MenuItem => ({
      label,
      run: () => this.attempt(() => this.mine.arrange(room.id, settings)),
    });
    return [
      set(pinned ? words.unpin : words.pin, { pinned: !pinned }),
      set(muted ? words.unmute : words.mute, { muted: !muted }),
      ...(unreadCount > 0
        ? []
        : [set(markedUnread ? words.markRead : words.markUnread, { markedUnread: !markedUnread })]),
      { label: room.type === 'direct' ? words.hide : words.leave, run: () => this.ask(room.id), isDanger: true },
    ];
  }

  private ask(roomId: string): void {
    this.asked = roomId;
    this.told = '';
    void this.updateComplete.then(() => this.answer?.focus());
  }

  private cancel(roomId: string): void {
    this.asked = null;
    this.renderRoot.querySelector<HTMLElement>(`[data-id="${roomId}"] parley-menu`)?.focus();
  }

  private async leave(roomId: string, name: string): Promise<void> {
    const isDone = await this.attempt(() => this.chat.rooms.leave(roomId));
    this.asked = null;
    if (isDone) this.told = words.left(name);
    await this.updateComplete;
    // What was pressed is gone.
    this.line.focus();
  }

  /** Does it, and says why it could not be done. */
  private async attempt(work: () => Promise<unknown>): Promise<boolean> {
    this.told = '';
    try {
      await work();
      return true;
    } catch (error) {
      this.told = refusalOf(error instanceof ChatError ? error.code : 'other', words.problems);
      return false;
    }
  }
}
