import type { RoomInfo, User } from '@parley/sdk';
import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { PagedController } from '../../controllers/paged-controller.js';
import { detailsStrings as words } from '../../i18n/details-strings.js';
import { renderEntry, renderNotice } from '../rows/render-entry.js';
import { DetailsElement } from './details-element.js';

/** A beginning of fewer letters finds nobody. */
const MIN_LETTERS = 2;

/** People to give a seat, found by their username. */
export class ParleyAddMember extends DetailsElement {
  @state() private query = '';
  @state() private added: readonly string[] = [];
  private readonly found = new PagedController<User>(this);

  override focusFirst(): boolean {
    const field = this.renderRoot.querySelector('input');
    field?.focus();
    return field !== null;
  }

  protected override renderRoom(room: RoomInfo) {
    if (!this.may('addMember')) return this.noRights;
    const { query, found } = this;
    const isNobody = found.status === 'ready' && found.items.length === 0;
    return html`<input
        type="search"
        aria-label=${words.find}
        placeholder=${words.find}
        aria-describedby="hint"
        autocapitalize="none"
        spellcheck="false"
        maxlength="32"
        .value=${query}
        @input=${this.onInput}
      />
      <p id="hint" class="second">${words.findHint}</p>
      ${isNobody ? renderNotice({ title: words.noUser(query) }) : nothing}
      <ul class="entries">
        ${found.items.map((user) => this.renderUser(room, user))}
      </ul>
      ${this.renderRest(found)}`;
  }

  private renderUser(room: RoomInfo, user: User) {
    const { id, displayName, username, avatarUrl } = user;
    const isHere = this.added.includes(id) || this.view.timeline?.members[id] !== undefined;
    return renderEntry({
      mark: { id, name: displayName, picture: avatarUrl },
      name: displayName,
      about: `@${username}`,
      actions: html`<button
        type="button"
        class="plain"
        ?disabled=${isHere}
        aria-label="${isHere ? words.isHere : words.add}: ${displayName}"
        @click=${() => this.add(room, user)}
      >
        ${isHere ? words.isHere : words.add}
      </button>`,
    });
  }

  private async add(room: RoomInfo, { id, displayName }: User): Promise<void> {
    const add = () => this.chat.rooms.addMember(room.id, id);
    if (await this.answer(add, words.done.added(displayName), words.notAdded)) this.added = [...this.added, id];
  }

  private readonly onInput = (event: Event): void => {
    this.asking.say('');
    const query = (event.target as HTMLInputElement).value.trim().replace(/^@/, '');
    this.query = query;
    if (query.length < MIN_LETTERS) this.found.clear();
    else this.found.ask((cursor, signal) => this.chat.people.find(query, cursor ? { cursor } : {}, { signal }), true);
  };
}
