import type { User } from '@parley/sdk';
import { html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { query, state } from 'lit/decorators.js';
import { AttemptController, asSomebody } from '../../controllers/attempt-controller.js';
import { BlocksController } from '../../controllers/blocks-controller.js';
import { CountdownController } from '../../controllers/countdown-controller.js';
import { EndController } from '../../controllers/end-controller.js';
import { PresenceController } from '../../controllers/presence-controller.js';
import { SearchController } from '../../controllers/search-controller.js';
import { findStrings, reason } from '../../i18n/find-strings.js';
import { countdown } from '../../state/room-view.js';
import { base } from '../../theme/base.styles.js';
import { findingStyles } from '../finding/finding.styles.js';
import { renderFailed, renderNeeds, renderSearch, renderStatus, neededWay } from '../finding/parts.js';
import { icon } from '../icons.js';
import { report } from '../intents.js';
import { PlaceElement } from '../places/place-element.js';
import { renderEntriesLoading, renderEntry, renderNotice } from '../rows/render-entry.js';
import { rowStyles } from '../rows/rows.styles.js';
import { peopleStyles } from './parley-people.styles.js';

const words = findStrings.people;
const dots = icon('M5.5 12h.01M12 12h.01M18.5 12h.01', 20);

/** Nobody is found by fewer letters. */
const leastLetters = 2;
/** Longest search, as the server has it. */
const maxLength = 100;
const pageSize = 20;

/**
 * People by their username: a press on one is the way into the room of the two. Whom one has blocked stands below.
 * @fires parley-enter, parley-account
 */
export class ParleyPeople extends PlaceElement {
  static override styles = [base, rowStyles, findingStyles, peopleStyles];

  /** Whose row shows what else can be done. */
  @state() private opened: string | null = null;
  @state() private told = '';
  @state() private typed = '';
  @query('.end') private readonly end!: Element | null;
  private readonly found = new SearchController<User>(this, async (text, cursor, signal) => {
    await asSomebody(this.chat, signal);
    return this.chat.people.find(text, { limit: pageSize, ...(cursor === null ? {} : { cursor }) }, { signal });
  });
  private readonly attempt = new AttemptController(this);
  private readonly blocks = new BlocksController(this, () => this.chat);
  private readonly presence = new PresenceController(this, () => this.chat);
  private readonly pause = new CountdownController(this, () => this.found.waitUntil);
  private readonly wait = new CountdownController(this, () => this.attempt.waitUntil);
  private person: string | null | undefined;

  constructor() {
    super();
    new EndController(
      this,
      () => (this.found.more === 'there' ? this.end : null),
      () => this.found.readMore(),
    );
  }

  override focusFirst(): boolean {
    // On touch a keyboard would cover what is below.
    if (matchMedia('(pointer: coarse)').matches) return false;
    const search = this.renderRoot.querySelector('input');
    search?.focus({ preventScroll: true });
    return search !== null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('view') || this.view.myId === this.person) return;
    // The first search makes a guest: what it is looking for is not another thing then.
    const wasSomebody = typeof this.person === 'string';
    this.person = this.view.myId;
    this.blocks.load(this.person !== null);
    if (wasSomebody && this.typed.length >= leastLetters) this.found.again();
  }

  override render() {
    const { found } = this;
    const needs = neededWay(this.view);
    if (needs) return renderNeeds(this, needs, words.needsTitle);
    return html`${renderSearch({ label: words.search, maxLength, onQuery: (text, isUrgent) => this.look(text, isUrgent) })}
    ${renderStatus(
      this.pause.leftMs,
      this.told || (found.status === 'ready' ? words.found(found.items.length, found.more !== 'none') : nothing),
    )}
    ${this.renderFound()} ${found.status === 'idle' ? this.renderBlocked() : nothing}`;
  }

  private look(text: string, isUrgent: boolean): void {
    if (text === this.typed && !isUrgent) return;
    this.typed = text;
    this.opened = null;
    this.told = '';
    this.attempt.cancel();
    if (text.length < leastLetters) this.found.clear();
    else this.found.search(text, isUrgent);
  }

  private renderFound() {
    const { found } = this;
    switch (found.status) {
      case 'idle':
        return html`<p class="note line">${words.hint}</p>`;
      case 'loading':
        return this.pause.leftMs > 0 ? nothing : renderEntriesLoading(words.loading, 3);
      case 'failed':
        return renderFailed(words.failed, found.code ?? '', () => found.again());
      default:
    }
    if (found.items.length === 0) return renderNotice({ title: words.notFound(found.query), text: words.notFoundText });
    return html`<ul class="entries" aria-label=${words.list}>
        ${found.items.map((person) => this.renderPerson(person))}
      </ul>
      ${
        found.more === 'failed'
          ? html`<p class="note line" role="alert">
              ${findStrings.moreFailed}
              <button type="button" class="link" @click=${() => found.readMore()}>${findStrings.retry}</button>
            </p>`
          : nothing
      }
      ${found.more === 'loading' ? renderEntriesLoading(findStrings.loadingMore, 1) : html`<div class="end"></div>`}`;
  }

  private renderPerson(person: User) {
    const { id, displayName: name, username } = person;
    if (this.blocks.people.some((one) => one.id === id)) return this.renderBlockedOne(person);
    const isMe = id === this.view.myId;
    const presence = isMe ? undefined : this.presence.of(id);
    const isOpened = this.opened === id;
    return html`${renderEntry({
      id,
      mark: { id, name, picture: person.avatarUrl, presence },
      name,
      about: html`@${username}${presence === undefined ? nothing : html` · ${words.presence[presence]}`}`,
      aside: isMe ? words.you : undefined,
      open: () => void this.talk(person),
      actions: isMe
        ? undefined
        : html`<div class="entry-actions">
            <button
              type="button"
              class="entry-action"
              aria-label=${words.more(name)}
              aria-expanded=${isOpened ? 'true' : 'false'}
              @click=${() => (this.opened = isOpened ? null : id)}
            >
              ${dots}
            </button>
          </div>`,
    })}
    ${isOpened ? this.renderMore(person) : nothing} ${this.renderProblem(id)}`;
  }

  private renderBlockedOne(person: User) {
    const { id, displayName: name, username } = person;
    const isFound = this.found.status !== 'idle';
    return html`${renderEntry({
      id,
      mark: { id, name, picture: person.avatarUrl },
      name,
      about: [username === null ? '' : `@${username}`, isFound ? words.blocked : ''].filter(Boolean).join(' · '),
      isQuiet: true,
      actions: html`<button
        type="button"
        class="link unblock"
        aria-label=${words.unblockName(name)}
        @click=${() => void this.unblock(person)}
      >
        ${words.unblock}
      </button>`,
    })}
    ${this.renderProblem(id)}`;
  }

  private renderMore(person: User) {
    return html`<li class="more">
      <p class="note">${words.blockText}</p>
      <div>
        <button type="button" class="link danger" @click=${() => void this.block(person)}>
          ${words.block(person.displayName)}
        </button>
        <button type="button" class="link calm" @click=${() => this.closeMore(person)}>
          ${findStrings.match.cancel}
        </button>
      </div>
    </li>`;
  }

  /** What went wrong with somebody, below their row. */
  private renderProblem(id: string) {
    const { error, about } = this.attempt;
    if (error === null || about !== id) return nothing;
    const { leftMs } = this.wait;
    const codes: Readonly<Record<string, string>> = { validation_failed: words.oneself, user_not_found: words.gone };
    return html`<li class="more">
      <p class="problem" role="alert">${codes[error.code] ?? reason(error.code)}</p>
      ${leftMs > 0 ? html`<p class="note" aria-hidden="true">${countdown(leftMs)}</p>` : nothing}
    </li>`;
  }

  private renderBlocked() {
    const { people, hasMore, hasFailed } = this.blocks;
    if (people.length === 0 && !hasFailed) return nothing;
    return html`<section>
      <h3 class="label" id="blocked">${words.blocked}</h3>
      <ul class="entries" aria-labelledby="blocked">
        ${people.map((person) => this.renderBlockedOne(person))}
      </ul>
      ${
        hasMore || hasFailed
          ? html`<p class="note line" role=${hasFailed ? 'alert' : nothing}>
              ${hasFailed ? words.blockedFailed : nothing}
              <button type="button" class="link" @click=${() => this.blocks.readMore()}>
                ${hasFailed ? findStrings.retry : words.showMore}
              </button>
            </p>`
          : nothing
      }
    </section>`;
  }

  private async talk({ id }: User): Promise<void> {
    const { chat } = this;
    this.opened = null;
    const room = await this.attempt.run(async (signal) => {
      await asSomebody(chat, signal);
      return chat.direct({ userId: id }, { signal });
    }, id);
    if (room) report(this, 'parley-enter', { at: { id: room.id } });
  }

  private async block(person: User): Promise<void> {
    const isDone = await this.attempt.run(async (signal) => {
      await this.blocks.block(person, signal);
      return true;
    }, person.id);
    if (!isDone) return;
    this.opened = null;
    this.told = words.isBlocked(person.displayName);
    await this.focusIn(person, '.unblock');
  }

  private async unblock(person: User): Promise<void> {
    const isDone = await this.attempt.run(async (signal) => {
      await this.blocks.unblock(person, signal);
      return true;
    }, person.id);
    if (!isDone) return;
    this.told = words.isUnblocked(person.displayName);
    await this.focusIn(person, '.entry-action');
  }

  private closeMore(person: User): void {
    this.opened = null;
    void this.focusIn(person, '.entry-action');
  }

  /** Puts the focus on a button of somebody's row; where that is gone, into the search. */
  private async focusIn({ id }: User, button: string): Promise<void> {
    await this.updateComplete;
    const one = this.renderRoot.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"] ${button}`);
    (one ?? this.renderRoot.querySelector('input'))?.focus();
  }
}
