import type { ChatError, MyRoom, TimelineItem } from '@parley/sdk';
import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Means } from '../../controllers/message-tools.js';
import { MyRoomsController } from '../../controllers/my-rooms-controller.js';
import { forwardStrings as words } from '../../i18n/forward-strings.js';
import { refusalOf } from '../../i18n/refusals.js';
import { forwardTargets, namedSo } from '../../state/forward-targets.js';
import { initials } from '../../state/initials.js';
import { roomName } from '../../state/room-words.js';
import { base } from '../../theme/base.styles.js';
import { report } from '../intents.js';
import { fieldStyles } from '../tools/parley-message-tools.styles.js';
import { forwardStyles } from './parley-forward.styles.js';

/** With more rooms than these one looks for one by its name. */
const fewRooms = 6;

/** The same for all tries to send one message to one room: however often it is tried, it is there once. */
const newClientId = (): string => [...crypto.getRandomValues(new Uint32Array(4))].map((n) => n.toString(36)).join('-');

/**
 * Says what a message says in another room of the person's. They stay where they are; a word tells where it went, with the way
 * there. Fires `parley-close`.
 * @fires parley-enter
 */
export class ParleyForward extends LitElement {
  static override styles = [base, fieldStyles, forwardStyles];

  @property({ attribute: false }) message!: TimelineItem;
  @property({ attribute: false }) means!: Means;

  @state() private typed = '';
  /** The room that it is being sent to. */
  @state() private busyId: string | null = null;
  @state() private sentTo: MyRoom | null = null;
  @state() private problem = '';
  @query('.box') private readonly box!: HTMLElement | null;
  @query('input') private readonly field!: HTMLInputElement | null;
  private readonly mine = new MyRoomsController(this);
  private readonly clientIds = new Map<string, string>();
  private hasBegun = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('means')) this.mine.follow(this.means.chat);
  }

  protected override firstUpdated(): void {
    // What opened it is gone; the keys are to go here from the start.
    this.box?.focus({ preventScroll: true });
    this.scrollIntoView({ block: 'nearest' });
  }

  protected override updated(): void {
    // Where there are rooms to choose from at last.
    const first = this.renderRoot.querySelector<HTMLElement>('.room');
    if (this.hasBegun || first === null) return;
    this.hasBegun = true;
    // On touch a keyboard would cover what is below.
    const begin = this.field === null || matchMedia('(pointer: coarse)').matches ? first : this.field;
    begin.focus({ preventScroll: true });
    this.scrollIntoView({ block: 'nearest' });
  }

  override render() {
    if (this.sentTo) return this.renderSent(this.sentTo);
    const all = forwardTargets(this.mine.list.rooms, this.message.roomId, Date.now());
    return html`<div class="box" role="group" tabindex="-1" aria-labelledby="title" @keydown=${this.onKey}>
      <h4 id="title">${words.title}</h4>
      ${
        all.length > fewRooms
          ? html`<input
              type="search"
              dir="auto"
              autocomplete="off"
              aria-label=${words.find}
              placeholder=${words.find}
              maxlength="100"
              @input=${(event: Event) => (this.typed = (event.target as HTMLInputElement).value)}
            />`
          : nothing
      }
      ${this.renderRooms(all)}
      <p class="problem" role="alert">${this.problem}</p>
      <div class="answers">
        <button type="button" class="quiet" @click=${this.close}>${words.cancel}</button>
      </div>
    </div>`;
  }

  private renderRooms(all: readonly MyRoom[]) {
    const { status } = this.mine.list;
    if (all.length === 0) {
      if (status === 'error')
        return html`<p class="line" role="alert">
          ${words.failed}
          <button type="button" class="link" @click=${this.retry}>${words.retry}</button>
        </p>`;
      if (status !== 'ready')
        return html`<div class="loading" role="status" aria-label=${words.loading}><i></i><i></i><i></i></div>`;
      return html`<p class="line">${words.none}</p>`;
    }
    const shown = namedSo(all, this.typed);
    const typed = this.typed.trim();
    return html`<span class="only-read" role="status">${typed === '' ? '' : words.found(shown.length)}</span> ${
        shown.length === 0
          ? html`<p class="line">${words.notFound(typed)}</p>`
          : html`<ul>
              ${shown.map((one) => this.renderRoom(one))}
            </ul>`
      }`;
  }

  private renderRoom(one: MyRoom) {
    const { room, peer } = one;
    const name = roomName(room, peer);
    const isBusy = this.busyId === room.id;
    return html`<li>
      <button
        type="button"
        class="room"
        data-id=${room.id}
        aria-disabled=${this.busyId === null ? nothing : 'true'}
        @click=${() => this.send(one)}
      >
        ${renderMark(one, name)}<span class="name" dir="auto">${name}</span>
        ${isBusy ? html`<span class="note" role="status">${words.sending}</span>` : nothing}
      </button>
    </li>`;
  }

  private renderSent({ room, peer }: MyRoom) {
    const name = roomName(room, peer);
    const open = () => report(this, 'parley-enter', { at: { id: room.id } });
    return html`<div class="done" @keydown=${this.onKey}>
      <p id="done">${words.sent(name)}</p>
      <div class="answers">
        <button type="button" class="quiet" aria-describedby="done" @click=${this.close}>${words.close}</button>
        <button type="button" class="main" aria-label=${words.openRoom(name)} @click=${open}>${words.open}</button>
      </div>
    </div>`;
  }

  private async send(one: MyRoom): Promise<void> {
    if (this.busyId !== null) return;
    const { id } = one.room;
    const clientId = this.clientIds.get(id) ?? newClientId();
    this.clientIds.set(id, clientId);
    this.busyId = id;
    this.problem = '';
    try {
      await this.means.room.forward(this.message, id, { clientId });
      this.sentTo = one;
      await this.updateComplete;
      this.renderRoot.querySelector('button')?.focus({ preventScroll: true });
    } catch (error) {
      this.problem = refusalOf((error as ChatError).code, words.problems);
    } finally {
      this.busyId = null;
    }
  }

  /** What was pressed goes away. */
  private readonly retry = (): void => {
    this.hasBegun = false;
    this.box?.focus({ preventScroll: true });
    this.mine.reload();
  };

  /** Escape leads back; arrows go from room to room. */
  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') this.close();
    else if (step !== undefined) this.move(step);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  private move(step: number): void {
    const stops = [this.field, ...this.renderRoot.querySelectorAll<HTMLElement>('.room')].filter((one) => one !== null);
    const at = stops.indexOf(this.shadowRoot?.activeElement as HTMLElement);
    stops[Math.max(0, at + step)]?.focus();
  }

  private readonly close = (): void => {
    this.dispatchEvent(new Event('parley-close'));
  };
}

/** The picture of the room, or of the one person who is in it with the reader. */
const renderMark = ({ room, peer }: MyRoom, name: string) =>
  peer === null && room.avatarUrl === null
    ? html`<span class="letters" aria-hidden="true">${initials(name)}</span>`
    : html`<parley-avatar
        class=${peer === null ? 'square' : ''}
        .person=${peer?.id ?? room.id}
        .name=${name}
        .picture=${peer === null ? room.avatarUrl : peer.avatarUrl}
      ></parley-avatar>`;
