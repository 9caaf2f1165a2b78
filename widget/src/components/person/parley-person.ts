import type { RoomInfo, User } from '@parley/sdk';
import { html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { PresenceController } from '../../controllers/presence-controller.js';
import { ProfileController } from '../../controllers/profile-controller.js';
import { detailsStrings as words } from '../../i18n/details-strings.js';
import { personStrings } from '../../i18n/person-strings.js';
import { refusalOf } from '../../i18n/refusals.js';
import { DetailsElement, renderRoomMark } from '../details/details-element.js';
import { icons } from '../icons.js';
import { report } from '../intents.js';
import { renderEntriesLoading, renderNotice } from '../rows/render-entry.js';

/**
 * Somebody whom one meets in the room beneath: who they are, what they say about themselves, and what lies between the two.
 * @fires parley-enter, parley-account
 */
export class ParleyPerson extends DetailsElement {
  @property({ attribute: false }) userId!: string;
  private readonly profile = new ProfileController(this, () => this.chat);
  private readonly presence = new PresenceController(this, () => this.chat);

  protected override renderRoom(room: RoomInfo) {
    const { userId, profile } = this;
    const known = profile.of(userId);
    const user = known ?? this.view.timeline?.users[userId];
    if (!known && profile.code) return this.renderFailure(profile.code);
    if (!user) return renderEntriesLoading(words.loading, 1);
    return html`${this.renderHead(user)} ${known ? this.renderAbout(known.about, known.blocked) : nothing}
    ${this.renderWays(room, user, known?.blocked ?? false)}`;
  }

  private renderHead(user: User) {
    const presence = this.presence.of(user.id);
    const role = this.view.timeline?.members[user.id]?.role;
    const lines = [
      user.kind === 'guest' ? personStrings.guest : '',
      role === undefined ? '' : words.roles[role],
      presence === undefined ? '' : personStrings.presence[presence],
    ].filter(Boolean);
    return html`<div class="head">
      ${renderRoomMark(user, false)}
      <span class="name" dir="auto">${user.displayName}</span>
      <div class="second">
        ${user.username === null ? nothing : html`<p dir="ltr">@${user.username}</p>`}
        ${lines.length > 0 ? html`<p>${lines.join(' · ')}</p>` : nothing}
      </div>
    </div>`;
  }

  private renderAbout(about: string, isBlocked: boolean) {
    return html`${about ? html`<p class="topic" dir="auto">${about}</p>` : nothing}
    ${isBlocked ? html`<p class="note">${personStrings.blocked}</p>` : nothing}`;
  }

  private renderWays({ type }: RoomInfo, user: User, isBlocked: boolean) {
    const { myId, hasAccounts } = this.view;
    if (user.id === myId) {
      if (!hasAccounts) return nothing;
      return html`<button type="button" class="action" @click=${() => report(this, 'parley-account', {})}>
        ${personStrings.change}
      </button>`;
    }
    if (myId === null) return nothing;
    return html`${
        type === 'direct' || isBlocked
          ? nothing
          : html`<button type="button" class="action" @click=${() => this.talk(user)}>${words.message}</button>`
      }
      <section class="rows">${this.renderBlock(user, isBlocked)}</section>`;
  }

  private renderFailure(code: string) {
    const isGone = code === 'user_not_found';
    return renderNotice({
      icon: icons.alert,
      title: isGone ? personStrings.gone : words.failed,
      text: isGone ? undefined : refusalOf(code, words.problems),
      action: isGone ? undefined : { label: words.retry, run: () => this.profile.read(this.userId) },
      isProblem: true,
    });
  }

  protected override async block(id: string, isBlocked: boolean): Promise<void> {
    await super.block(id, isBlocked);
    await this.profile.read(id);
  }
}
