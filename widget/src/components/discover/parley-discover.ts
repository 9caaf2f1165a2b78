import type { FoundRoom } from '@parley/sdk';
import { html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { query } from 'lit/decorators.js';
import { ClockController } from '../../controllers/clock-controller.js';
import { asSomebody } from '../../controllers/attempt-controller.js';
import { CountdownController } from '../../controllers/countdown-controller.js';
import { EndController } from '../../controllers/end-controller.js';
import { SearchController } from '../../controllers/search-controller.js';
import { findStrings } from '../../i18n/find-strings.js';
import { listTime } from '../../state/room-words.js';
import { roomTitle } from '../../state/room-view.js';
import { base } from '../../theme/base.styles.js';
import { findingStyles } from '../finding/finding.styles.js';
import { renderFailed, renderSearch, renderStatus, neededWay } from '../finding/parts.js';
import { report } from '../intents.js';
import { PlaceElement } from '../places/place-element.js';
import { renderEntriesLoading, renderEntry, renderNotice } from '../rows/render-entry.js';
import { rowStyles } from '../rows/rows.styles.js';

const words = findStrings.discover;

/** Longest search, as the server has it. */
const maxLength = 80;
const pageSize = 30;

/**
 * The public rooms, the lobby first: to look for one, to go in, to make one.
 * @fires parley-enter, parley-go, parley-account
 */
export class ParleyDiscover extends PlaceElement {
  static override styles = [base, rowStyles, findingStyles];

  @query('.end') private readonly end!: Element | null;
  private readonly rooms = new SearchController<FoundRoom>(this, async (text, cursor, signal) => {
    // Searches are counted, and only people can be.
    if (text !== '') await asSomebody(this.chat, signal);
    const page = { limit: pageSize, ...(cursor === null ? {} : { cursor }) };
    return this.chat.discover(text === '' ? page : { ...page, query: text }, { signal });
  });
  private readonly clock = new ClockController(this, 30_000);
  private readonly pause = new CountdownController(this, () => this.rooms.waitUntil);
  private person: string | null | undefined;

  constructor() {
    super();
    this.classList.add('fills');
    new EndController(
      this,
      () => (this.rooms.more === 'there' ? this.end : null),
      () => this.rooms.readMore(),
    );
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // Who may see what, and where one sits, is another thing for another person.
    if (!changed.has('view') || this.view.myId === this.person) return;
    const before = this.person;
    this.person = this.view.myId;
    if (before === undefined) this.rooms.search('', true);
    // Whoever became a guest by searching goes on searching.
    else if (before !== null || this.rooms.status === 'failed') this.rooms.again();
  }

  override render() {
    const { rooms } = this;
    const needs = neededWay(this.view);
    return html`${
        needs
          ? nothing
          : renderSearch({
              label: words.search,
              maxLength,
              onQuery: (text, isUrgent) => rooms.search(text, isUrgent),
            })
      }
      ${renderStatus(
        this.pause.leftMs,
        rooms.status === 'ready' && rooms.query !== ''
          ? words.found(rooms.items.length, rooms.more !== 'none')
          : nothing,
      )}
      <div>${this.renderRooms()}</div>
      ${
        rooms.status === 'failed' || needs
          ? nothing
          : html`<div class="last">
              <button type="button" class="plain" @click=${() => report(this, 'parley-go', { place: 'create' })}>
                ${words.create}
              </button>
            </div>`
      }`;
  }

  private renderRooms() {
    const { rooms } = this;
    if (rooms.status === 'failed') return this.renderRefused(rooms.code ?? '');
    if (rooms.status !== 'ready') return this.pause.leftMs > 0 ? nothing : renderEntriesLoading(words.loading);
    if (rooms.items.length === 0)
      return renderNotice({ title: rooms.query === '' ? words.nothing : words.notFound(rooms.query) });
    return html`<ul class="entries" aria-label=${words.list}>
        ${rooms.items.map((room) => this.renderRoom(room))}
      </ul>
      ${
        rooms.more === 'failed'
          ? html`<p class="note line" role="alert">
              ${findStrings.moreFailed}
              <button type="button" class="link" @click=${() => rooms.readMore()}>${findStrings.retry}</button>
            </p>`
          : nothing
      }
      ${rooms.more === 'loading' ? renderEntriesLoading(findStrings.loadingMore, 1) : html`<div class="end"></div>`}`;
  }

  private renderRoom(room: FoundRoom) {
    const { id, slug, avatarUrl, topic, memberCount, lastActivityAt } = room;
    const name = roomTitle(room.name, slug ?? '');
    const members = words.members(memberCount);
    return renderEntry({
      id,
      mark: { id, name, picture: avatarUrl, isRoom: true },
      name,
      about: topic ? html`<span class="pair">${members} · <bdi>${topic.replace(/\s+/g, ' ')}</bdi></span>` : members,
      aside: listTime(Date.parse(lastActivityAt), this.clock.now),
      open: () => report(this, 'parley-enter', { at: { id } }),
    });
  }

  private renderRefused(code: string) {
    if (this.view.myId !== null || (code !== 'unauthenticated' && code !== 'forbidden'))
      return renderFailed(words.failed, code, () => this.rooms.again());
    const { hasAccounts } = this.view;
    return renderNotice({
      title: words.closed,
      text: hasAccounts ? words.closedText : words.closedSite,
      action: hasAccounts ? { label: findStrings.signIn, run: () => report(this, 'parley-account', {}) } : undefined,
    });
  }
}
