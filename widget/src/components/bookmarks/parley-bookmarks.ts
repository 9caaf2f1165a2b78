import type { Bookmark, ChatError, User } from '@parley/sdk';
import { html } from 'lit';
import type { PropertyValues } from 'lit';
import { query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { ClockController } from '../../controllers/clock-controller.js';
import { EndController } from '../../controllers/end-controller.js';
import { PagedController } from '../../controllers/paged-controller.js';
import { bookmarkStrings as words } from '../../i18n/bookmark-strings.js';
import { refusalOf } from '../../i18n/refusals.js';
import { encryptedMessage, hiddenMessage } from '../../i18n/message-words.js';
import { strings } from '../../i18n/strings.js';
import { listTime, roomName } from '../../state/room-words.js';
import { exactTime } from '../../state/time-words.js';
import { base } from '../../theme/base.styles.js';
import { icon, icons } from '../icons.js';
import { report } from '../intents.js';
import { frame, loadBeneath, showBeneath } from '../log/go-to.js';
import { PlaceElement } from '../places/place-element.js';
import { renderEntriesLoading, renderEntry, renderNotice } from '../rows/render-entry.js';
import { rowStyles } from '../rows/rows.styles.js';
import { bookmarksStyles } from './parley-bookmarks.styles.js';

const ribbon = icon('M7 4.5h10V20l-5-4-5 4Z', 20);

/** Whoever waits longer for a room has gone elsewhere. */
const patienceMs = 30_000;
/** Longest part of a message that a row shows, in UTF-16 units. */
const maxShown = 300;

/** A bookmark, and who wrote the message. */
interface Row extends Bookmark {
  readonly author: User | undefined;
}

/**
 * What the person bookmarked, in all rooms, with the way to each message. One that is taken off stays in its place, to be put on
 * again, until the screen is left.
 * @fires parley-go, parley-enter
 */
export class ParleyBookmarks extends PlaceElement {
  static override styles = [base, rowStyles, bookmarksStyles];

  @state() private told = '';
  @state() private problem = '';
  /** Ids of messages whose bookmark was taken off here. */
  @state() private removed: ReadonlySet<string> = new Set();
  @query('.end') private readonly end!: Element | null;
  private readonly list = new PagedController<Row>(this);
  private readonly clock = new ClockController(this, 30_000);
  private person: string | null | undefined;
  /** The message that the person wants to go to. */
  private wanted = '';

  constructor() {
    super();
    new EndController(
      this,
      () => (this.list.hasMore && this.list.status === 'ready' ? this.end : null),
      () => this.list.more(),
    );
  }

  override focusFirst(): boolean {
    const first = this.renderRoot.querySelector<HTMLElement>('button.entry-main');
    first?.focus();
    return first !== null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { myId } = this.view;
    if (!changed.has('view') || myId === this.person) return;
    this.person = myId;
    if (myId === null) this.list.clear();
    else this.read();
  }

  override render() {
    return html`<div class="list">
      <p class="told problem" role="alert">${this.problem}</p>
      <p class="only-read" role="status">${this.told}</p>
      ${this.renderList()}
    </div>`;
  }

  private renderList() {
    const { list } = this;
    const toRooms = { label: words.toRooms, run: () => report(this, 'parley-go', { place: 'rooms' }) };
    if (this.view.myId === null) return renderNotice({ icon: icons.speech, title: words.visitor });
    if (list.items.length === 0) {
      if (list.status === 'ready')
        return renderNotice({
          icon: icon('M7 4.5h10V20l-5-4-5 4Z', 28),
          title: words.none,
          text: words.noneText,
          action: toRooms,
        });
      if (list.status !== 'failed') return renderEntriesLoading(words.loading);
      return renderNotice({
        icon: icons.alert,
        title: words.failed,
        text: refusalOf(list.code),
        action: { label: words.retry, run: () => list.more() },
        isProblem: true,
      });
    }
    return html`<ul class="entries" aria-label=${words.list}>
        ${repeat(
          list.items,
          ({ message }) => message.id,
          (row) => this.renderRow(row),
        )}
      </ul>
      ${
        list.status === 'failed'
          ? html`<p class="line" role="alert">
              ${words.moreFailed}
              <button type="button" class="link" @click=${() => list.more()}>${words.retry}</button>
            </p>`
          : list.status === 'loading'
            ? renderEntriesLoading(words.loading, 1)
            : html`<div class="end"></div>`
      }`;
  }

  private renderRow(row: Row) {
    const { message, room, peer, author } = row;
    const { id, authorId } = message;
    const isOff = this.removed.has(id);
    const text = this.textOf(row);
    const name = author?.displayName ?? strings.someone;
    const where = room.type === 'direct' ? words.with(roomName(room, peer)) : roomName(room, peer);
    const at = Date.parse(message.createdAt);
    return renderEntry({
      id,
      mark: { id: authorId, name, picture: author?.avatarUrl ?? null },
      name: authorId === this.view.myId ? strings.you : name,
      about: html`<span class="text" dir="auto">${text}</span><span class="where" dir="auto">${where}</span>`,
      aside: html`<time datetime=${message.createdAt} title=${exactTime(at)}>${listTime(at, this.clock.now)}</time>`,
      isQuiet: isOff,
      open: () => this.go(row),
      actions: html`<button
        type="button"
        class="entry-action ${isOff ? '' : 'on'}"
        aria-label=${(isOff ? words.add : words.remove)(text.slice(0, 80))}
        @click=${() => this.toggle(row, isOff)}
      >
        ${ribbon}
      </button>`,
    });
  }

  /** What the message says, in a few lines. Of people whom one blocks it is only seen that they wrote. */
  private textOf({ message: { authorId, text, encrypted } }: Row): string {
    if (this.chat.blocks.ids.get().has(authorId)) return hiddenMessage;
    if (encrypted) return encryptedMessage;
    return text.slice(0, maxShown).replace(/\s+/gu, ' ').trim() || words.unreadable;
  }

  private read(): void {
    this.removed = new Set();
    this.list.ask(async (cursor, signal) => {
      const page = await this.chat.bookmarks.list(cursor ? { cursor } : {}, { signal });
      const users = new Map(page.users.map((user) => [user.id, user]));
      return { ...page, items: page.items.map((one) => ({ ...one, author: users.get(one.message.authorId) })) };
    });
  }

  private async toggle({ message }: Row, isOff: boolean): Promise<void> {
    const show = (off: boolean): void => {
      const removed = new Set(this.removed);
      if (off) removed.add(message.id);
      else removed.delete(message.id);
      this.removed = removed;
    };
    this.problem = '';
    show(!isOff);
    try {
      await (isOff ? this.chat.bookmarks.add(message) : this.chat.bookmarks.remove(message));
      this.told = isOff ? words.added : words.removed;
    } catch (error) {
      show(isOff);
      this.problem = refusalOf((error as ChatError).code, words.problems);
    }
  }

  /** Into the room, up to the message, and there; the person stays here where that does not succeed. */
  private async go({ message }: Row): Promise<void> {
    const { id, roomId, seq } = message;
    this.wanted = id;
    this.problem = '';
    this.told = words.going;
    try {
      // Before anything else is shown: it may be out of sight by now.
      const found = await this.chat.room({ id: roomId }).messageAt(seq);
      if (this.wanted !== id || !this.isConnected) return;
      if (found.message.deletedAt !== null) return this.giveUp('message_deleted');
      const isThere = (): boolean => this.view.room?.id === roomId && this.view.items.length > 0;
      const before = this.view.at;
      if (!isThere()) report(this, 'parley-enter', { at: { id: roomId }, stays: true });
      if (!(await this.until(isThere, () => this.view.at !== before && this.view.phase === 'error', id))) return;
      // What is in a thread is not in the room.
      if (message.threadId) return report(this, 'parley-go', { place: `thread/${message.threadId}/${seq}` });
      await loadBeneath(this, seq);
      if (this.wanted === id && this.isConnected) await showBeneath(this, seq);
    } catch (error) {
      if (this.wanted === id) this.giveUp((error as Partial<ChatError>).code ?? 'other');
    }
  }

  private giveUp(code: string): void {
    this.wanted = this.told = '';
    this.problem = refusalOf(code, words.problems);
  }

  /**
   * @returns whether it became so before the person wanted something else
   * @throws where it did not, or takes too long
   */
  private async until(isSo: () => boolean, hasFailed: () => boolean, id: string): Promise<boolean> {
    const end = performance.now() + patienceMs;
    while (!isSo()) {
      if (this.wanted !== id || !this.isConnected) return false;
      if (performance.now() > end || hasFailed()) throw new Error('The room did not come');
      await frame();
    }
    return true;
  }
}
