import { moderation } from '@parley/sdk';
import type { RoomInfo, Sanction } from '@parley/sdk';
import { html, nothing } from 'lit';
import { PagedController } from '../../controllers/paged-controller.js';
import { detailsStrings as words } from '../../i18n/details-strings.js';
import { momentLabel } from '../../state/moment-label.js';
import { renderEntry } from '../rows/render-entry.js';
import { DetailsElement } from './details-element.js';

/** One of the two lists. */
type Kind = 'bans' | 'mutes';

const said = {
  bans: { title: words.bans, none: words.noBans, lift: words.liftBan, done: words.done.unbanned },
  mutes: { title: words.mutes, none: words.noMutes, lift: words.liftMute, done: words.done.unmuted },
} as const;

/** Who may not come in, and who may not write; and the way to lift it. */
export class ParleySanctions extends DetailsElement {
  private readonly bans = new PagedController<Sanction>(this);
  private readonly mutes = new PagedController<Sanction>(this);
  private shownOf = '';

  protected override updated(): void {
    const { room } = this;
    if (room === null || room.id === this.shownOf || !this.may('listSanctions')) return;
    this.shownOf = room.id;
    const api = moderation(this.chat);
    for (const kind of ['bans', 'mutes'] as const) {
      this[kind].ask((cursor, signal) => api[kind].list(room.id, cursor ? { cursor } : {}, { signal }));
    }
  }

  protected override renderRoom(room: RoomInfo) {
    if (!this.may('listSanctions')) return this.noRights;
    return html`${this.renderKind(room, 'bans')} ${this.renderKind(room, 'mutes')}`;
  }

  private renderKind(room: RoomInfo, kind: Kind) {
    const list = this[kind];
    const { title, none } = said[kind];
    return html`<section>
      <h3 id=${kind}>${title}</h3>
      ${list.status === 'ready' && list.items.length === 0 ? html`<p class="second">${none}</p>` : nothing}
      <ul class="entries" aria-labelledby=${kind}>
        ${list.items.map((sanction) => this.renderSanction(room, kind, sanction))}
      </ul>
      ${this.renderRest(list)}
    </section>`;
  }

  private renderSanction({ id }: RoomInfo, kind: Kind, { user, until, reason }: Sanction) {
    const { lift, done } = said[kind];
    const now = Date.now();
    const at = until === null ? null : Date.parse(until);
    const end = at === null ? words.withoutEnd : words.untilTime(momentLabel(at, now));
    const name = user.displayName;
    const give = async () => {
      if (await this.answer(() => moderation(this.chat)[kind].remove(id, user.id), done(name)))
        this[kind].change((held) => held.filter((one) => one.user.id !== user.id));
    };
    return renderEntry({
      id: user.id,
      mark: { id: user.id, name, picture: user.avatarUrl },
      name,
      about: reason === null ? end : `${end} · ${reason}`,
      actions: html`<button type="button" class="plain" aria-label="${lift}: ${name}" @click=${give}>${lift}</button>`,
    });
  }
}
