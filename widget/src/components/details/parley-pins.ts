import type { Message, RoomInfo, User } from '@parley/sdk';
import { html, nothing } from 'lit';
import { PagedController } from '../../controllers/paged-controller.js';
import { detailsStrings as words } from '../../i18n/details-strings.js';
import { encryptedMessage, hiddenMessage } from '../../i18n/message-words.js';
import { strings } from '../../i18n/strings.js';
import { messageRights } from '../../state/message-rights.js';
import { listTime } from '../../state/room-words.js';
import { report } from '../intents.js';
import { loadBeneath, showBeneath } from '../log/go-to.js';
import { renderEntry, renderNotice } from '../rows/render-entry.js';
import { DetailsElement } from './details-element.js';

/** A message, and who wrote it. */
interface Pin {
  readonly message: Message;
  readonly author: User | undefined;
}

/** What is pinned in the room: the way to each message, and for who may, to take it down. */
export class ParleyPins extends DetailsElement {
  private readonly pins = new PagedController<Pin>(this);
  /** What the list follows from, as it was when it was asked for. */
  private readFor = '';

  protected override updated(): void {
    const { room } = this;
    if (room === null) return;
    const { items = [] } = this.view.timeline ?? {};
    // Pinned, taken down or changed here or elsewhere: also beyond what is loaded, the room tells of it.
    const pinned = items.filter(({ pinnedAt }) => pinnedAt !== null).map(({ id, position }) => `${id} ${position}`);
    const key = [room.id, ...pinned].join();
    if (key === this.readFor) return;
    this.readFor = key;
    this.pins.ask(async (cursor, signal) => {
      const page = await this.chat.room({ id: room.id }).pins(cursor ? { cursor } : {}, { signal });
      const users = new Map(page.users.map((user) => [user.id, user]));
      return { ...page, items: page.items.map((message) => ({ message, author: users.get(message.authorId) })) };
    });
  }

  protected override renderRoom(room: RoomInfo) {
    const { pins } = this;
    if (pins.status === 'ready' && pins.items.length === 0)
      return renderNotice({ title: words.noPins, text: words.noPinsText });
    return html`<ul class="entries">
        ${pins.items.map((pin) => this.renderPin(room, pin))}
      </ul>
      ${this.renderRest(pins)}`;
  }

  private renderPin(room: RoomInfo, { message, author }: Pin) {
    const { id, createdAt, authorId, seq, threadId } = message;
    const said = message.encrypted ? encryptedMessage : message.text;
    const text = this.chat.blocks.ids.get().has(authorId) ? hiddenMessage : said;
    const name = author?.displayName ?? strings.someone;
    const { timeline } = this.view;
    const mayUnpin = timeline !== undefined && messageRights(timeline, this.view, message).pin;
    const takeDown = () => this.answer(() => this.chat.room({ id: room.id }).unpin(message), words.unpinned);
    return renderEntry({
      id,
      mark: { id: authorId, name, picture: author?.avatarUrl ?? null },
      name,
      about: text,
      aside: listTime(Date.parse(createdAt), Date.now()),
      // What is in a thread is not in the room.
      open: () => (threadId ? report(this, 'parley-go', { place: `thread/${threadId}/${seq}` }) : this.go(seq)),
      actions: mayUnpin
        ? html`<button type="button" class="plain" aria-label="${words.unpin}: ${text.slice(0, 80)}" @click=${takeDown}>
            ${words.unpin}
          </button>`
        : nothing,
    });
  }

  /** Loads the room up to it, leaves all screens, and shows it. */
  private async go(seq: number): Promise<void> {
    const load = () => loadBeneath(this, seq);
    const isThere = await this.asking.run(load, '', { other: words.notReachedMessage });
    // Unless the person has gone elsewhere meanwhile.
    if (isThere && this.isConnected) await showBeneath(this, seq);
  }
}
