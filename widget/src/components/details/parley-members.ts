import { moderation } from '@parley/sdk';
import type { Member, RoomInfo, User } from '@parley/sdk';
import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { PagedController } from '../../controllers/paged-controller.js';
import { PresenceController } from '../../controllers/presence-controller.js';
import { detailsStrings as words } from '../../i18n/details-strings.js';
import { strings } from '../../i18n/strings.js';
import type { PlaceName } from '../../state/places.js';
import { isCalled } from '../../state/is-called.js';
import { byRole, mayActOn } from '../../state/room-rights.js';
import type { RoomAction } from '../../state/room-rights.js';
import { icons } from '../icons.js';
import { report } from '../intents.js';
import type { MenuItem } from '../menu/parley-menu.js';
import { renderEntry, renderNotice } from '../rows/render-entry.js';
import { DetailsElement } from './details-element.js';
import { renderMemberQuestion } from './member-question.js';

/** Somebody who sits in the room. */
interface Seated extends Member {
  readonly user: User | undefined;
  readonly name: string;
}

/**
 * Who is in the room, with what may be done with them. Those of a large room are looked for.
 * @fires parley-enter
 */
export class ParleyMembers extends DetailsElement {
  @state() private query = '';
  private readonly found = new PagedController<Seated>(this);
  private readonly presence = new PresenceController(this, () => this.chat);

  override focusFirst(from?: PlaceName): boolean {
    const row = this.renderRoot.querySelector<HTMLElement>(`[data-id="${from?.split('/')[1]}"] button`);
    row?.focus();
    return row !== null;
  }

  protected override renderRoom(room: RoomInfo) {
    if (this.view.myId === null) {
      return renderNotice({ icon: icons.person, title: words.members(room.memberCount), text: words.visitorsList });
    }
    const isSearched = room.membersListed ? this.listed.length > 8 || this.query !== '' : true;
    return html`${
      isSearched
        ? html`<input
            type="search"
            aria-label=${words.search}
            placeholder=${words.search}
            maxlength="64"
            dir="auto"
            .value=${this.query}
            @input=${this.onInput}
          />`
        : nothing
    }
    ${room.membersListed ? nothing : html`<p class="note">${words.notListed(room.memberCount)}</p>`}
    ${this.renderList(room)}`;
  }

  private renderList(room: RoomInfo) {
    const { found, query } = this;
    const shown = room.membersListed
      ? this.listed.filter(({ user, name }) => isCalled({ username: user?.username ?? null, displayName: name }, query))
      : this.lively(found.items);
    const isDone = room.membersListed || found.status === 'ready';
    return html`${
      shown.length === 0 && query.trim() !== '' && isDone
        ? renderNotice({ title: words.nobody(query.trim()) })
        : html`<ul class="entries">
            ${repeat(
              shown,
              ({ userId }) => userId,
              (one) => this.renderMember(room, one),
            )}
          </ul>`
    }
    ${room.membersListed ? nothing : this.renderRest(found)}`;
  }

  private renderMember(room: RoomInfo, one: Seated) {
    const { userId, user, name, role, mute } = one;
    const items = this.itemsOf(room, one);
    const picture = user?.avatarUrl ?? null;
    return html`${renderEntry({
      id: userId,
      mark: { id: userId, name, picture, presence: this.presence.of(userId) },
      name: userId === this.view.myId ? words.you(name) : name,
      about: user?.username ? `@${user.username}` : '',
      aside: words.roles[role],
      open: () => report(this, 'parley-go', { place: `person/${userId}` }),
      below: mute ? html`<span class="badge">${words.mutedTag}</span>` : nothing,
      actions:
        items.length > 0 ? html`<parley-menu .label=${words.menuOf(name)} .items=${items}></parley-menu>` : nothing,
    })}
    ${this.asked?.endsWith(userId) ? html`<li>${this.renderAskedOf(room, one)}</li>` : nothing}`;
  }

  private itemsOf({ id, type }: RoomInfo, { userId, user, name, role, mute }: Seated): MenuItem[] {
    const { myId } = this.view;
    const mine = this.member?.role ?? null;
    const may = (action: RoomAction): boolean => mayActOn(action, type, mine, role);
    const api = moderation(this.chat);
    const give = (to: Member['role'], label: string): MenuItem[] =>
      may('changeRole') && role !== to
        ? [
            {
              label,
              run: () =>
                this.asking.run(() => api.setRole(id, userId, to), words.done.role(name, words.done.asRole[to])),
            },
          ]
        : [];
    if (userId === myId) {
      // The last one is told so by the server; where there is another, one may step down.
      return mine === 'owner' && type !== 'direct' && type !== 'match'
        ? [{ label: words.makeMember, run: () => this.ask(`down ${userId}`) }]
        : [];
    }
    const asks = (label: string, what: RoomAction | 'owner', isAllowed = may(what as RoomAction)): MenuItem[] =>
      isAllowed
        ? [{ label, isDanger: what === 'ban' || what === 'removeMember', run: () => this.ask(`${what} ${userId}`) }]
        : [];
    const lift = {
      label: words.unmute,
      run: () => this.asking.run(() => api.mutes.remove(id, userId), words.done.unmuted(name)),
    };
    return [
      ...(user ? [{ label: words.message, run: () => this.talk(user) }] : []),
      ...asks(words.makeOwner, 'owner', may('changeRole') && role !== 'owner'),
      ...give('moderator', words.makeModerator),
      ...give('member', words.makeMember),
      ...(mute ? (may('mute') ? [lift] : []) : asks(words.mute, 'mute')),
      ...asks(words.remove, 'removeMember'),
      ...asks(words.ban, 'ban'),
    ];
  }

  private renderAskedOf(room: RoomInfo, { userId, name }: Seated) {
    const { id } = room;
    const api = moderation(this.chat);
    const { done } = words;
    const until = (seconds: number | null) => ({
      until: seconds === null ? null : new Date(Date.now() + seconds * 1000).toISOString(),
    });
    return renderMemberQuestion(this.asked ?? '', name, {
      isPublic: room.type === 'public',
      ask: (question, answers, fields) => this.renderQuestion(question, answers, fields),
      makeOwner: () => this.answer(() => api.setRole(id, userId, 'owner'), done.role(name, done.asRole.owner)),
      stepDown: () => this.answer(() => api.setRole(id, userId, 'member'), done.role(name, done.asRole.member)),
      mute: (seconds) => this.answer(() => api.mutes.put(id, userId, until(seconds)), done.muted(name)),
      remove: () => this.gone(() => api.removeMember(id, userId), userId, done.removed(name)),
      ban: (seconds, reason) =>
        this.gone(
          () => api.bans.put(id, userId, { ...until(seconds), ...(reason ? { reason } : {}) }),
          userId,
          done.banned(name),
        ),
    });
  }

  private async gone(work: () => Promise<unknown>, userId: string, told: string): Promise<void> {
    if (await this.answer(work, told)) this.found.change((held) => held.filter((one) => one.userId !== userId));
  }

  private readonly onInput = (event: Event): void => {
    this.query = (event.target as HTMLInputElement).value;
    const { room, query } = this;
    if (room === null || room.membersListed) return;
    if (query.trim() === '') this.found.clear();
    else
      this.found.ask(async (cursor, signal) => {
        const page = await this.chat.rooms.members(room.id, { query, ...(cursor ? { cursor } : {}) }, { signal });
        const users = new Map(page.users.map((user) => [user.id, user]));
        return { ...page, items: page.items.map((member) => seated(member, users.get(member.userId))) };
      }, true);
  };

  /** All of a room whose members are told. */
  private get listed(): Seated[] {
    const { members = {}, users = {} } = this.view.timeline ?? {};
    return byRole(Object.values(members).map((member) => seated(member, users[member.userId])));
  }

  /** Roles and mutes are told in rooms of any size. */
  private lively(found: readonly Seated[]): Seated[] {
    const { members = {} } = this.view.timeline ?? {};
    return found.map((one) => ({ ...one, ...members[one.userId] }));
  }
}

const seated = (member: Member, user: User | undefined): Seated => ({
  ...member,
  user,
  name: user?.displayName ?? strings.someone,
});
