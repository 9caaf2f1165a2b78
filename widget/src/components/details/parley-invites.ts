import type { Invite, RoomInfo } from '@parley/sdk';
import { html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { state } from 'lit/decorators.js';
import { chatInviteLink } from '../../controllers/invite-link.js';
import { PagedController } from '../../controllers/paged-controller.js';
import { detailsStrings as words } from '../../i18n/details-strings.js';
import { momentLabel } from '../../state/moment-label.js';
import { renderNotice } from '../rows/render-entry.js';
import { DetailsElement, renderSelect } from './details-element.js';

const HOUR = 3_600;
const lasting = [HOUR, 24 * HOUR, 7 * 24 * HOUR, 30 * 24 * HOUR, null] as const;
const uses = [1, 10, 100, null] as const;

/** Links that let people into the room: made, copied, revoked. */
export class ParleyInvites extends DetailsElement {
  @state() private seconds: number | null = 7 * 24 * HOUR;
  @state() private maxUses: number | null = null;
  private readonly invites = new PagedController<Invite>(this);
  private shownOf = '';

  protected override updated(_changed: PropertyValues<this>): void {
    const { room } = this;
    if (room === null || room.id === this.shownOf || !this.may('invite')) return;
    this.shownOf = room.id;
    this.invites.ask((cursor, signal) => this.chat.invites.list(room.id, cursor ? { cursor } : {}, { signal }));
  }

  protected override renderRoom(room: RoomInfo) {
    if (!this.may('invite')) return this.noRights;
    const { invites } = this;
    return html`<form @submit=${(event: Event) => this.make(event, room)}>
        <p class="second">${words.inviteHint}</p>
        <div class="fields">
          ${renderSelect(
            'lasts',
            words.lasts,
            lasting.map((value) => [value, value === null ? words.withoutEnd : words.duration(value)] as const),
            this.seconds,
            (value) => (this.seconds = value),
          )}
          ${renderSelect(
            'uses',
            words.uses,
            uses.map((value) => [value, value === null ? words.anyNumber : words.people(value)] as const),
            this.maxUses,
            (value) => (this.maxUses = value),
          )}
        </div>
        <button class="action"><span class=${this.asking.isBusy ? 'busy' : ''}>${words.makeInvite}</span></button>
      </form>
      ${invites.status === 'ready' && invites.items.length === 0 ? renderNotice({ title: words.noInvites }) : nothing}
      ${invites.items.map((invite) => this.renderInvite(invite))} ${this.renderRest(invites)}`;
  }

  private renderInvite(invite: Invite) {
    const { code, maxUses, uses: used, expiresAt } = invite;
    const now = Date.now();
    const end = expiresAt === null ? null : Date.parse(expiresAt);
    const ends = end === null ? '' : ` · ${words.ends(momentLabel(end, now))}`;
    const link = chatInviteLink(this, code);
    return html`<section data-code=${code}>
      <div class="link">
        <input readonly dir="ltr" aria-label=${words.link} .value=${link} @focus=${select} />
        <button type="button" class="plain" @click=${() => this.copy(link)}>${words.copy}</button>
      </div>
      <p class="second">${words.usedBy(used, maxUses)}${ends}</p>
      ${
        this.asked === code
          ? this.renderQuestion(words.revokeQuestion, [{ label: words.revoke, give: () => this.revoke(code) }])
          : html`<button type="button" class="take" data-asks=${code} @click=${() => this.ask(code)}>
              ${words.revoke}
            </button>`
      }
    </section>`;
  }

  private async make(event: Event, { id }: RoomInfo): Promise<void> {
    event.preventDefault();
    const { seconds, maxUses } = this;
    await this.asking.run(async () => {
      const made = await this.chat.invites.create(id, {
        ...(seconds === null ? {} : { expiresInSeconds: seconds }),
        maxUses,
      });
      this.invites.change((held) => [made, ...held]);
    });
  }

  private async copy(link: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(link);
      this.asking.say(words.done.copied);
    } catch {
      // Not on a secure page, or the page does not allow it.
      this.asking.say('', words.done.notCopied);
    }
  }

  private async revoke(code: string): Promise<void> {
    if (await this.answer(() => this.chat.invites.revoke(code), words.done.revoked))
      this.invites.change((held) => held.filter((one) => one.code !== code));
  }
}

const select = (event: Event): void => (event.target as HTMLInputElement).select();
