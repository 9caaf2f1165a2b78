import type { PatchRoom, RoomInfo, SessionStore } from '@parley/sdk';
import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { detailsStrings as words } from '../../i18n/details-strings.js';
import { cleanText } from '../../state/composer-rules.js';
import { report } from '../intents.js';
import { renderSwitch } from '../rows/render-switch.js';
import { DetailsElement, renderRoomMark, renderSelect } from './details-element.js';

/** Pauses to choose from, in seconds. */
const pauses = [0, 10, 30, 60, 300, 900, 3_600];

/** Longest name and topic, in code points; a field counts UTF-16 units, of which there may be twice as many. */
const MAX_NAME = 80;
const MAX_TOPIC = 500;

/**
 * What a room is called, and what it is for; who writes in it, and how often; its end.
 * @fires parley-enter
 */
export class ParleyRoomSettings extends DetailsElement {
  /** As typed; null: as it is. */
  @state() private name: string | null = null;
  @state() private topic: string | null = null;
  /** The part that cuts pictures; it comes when it is wanted. */
  @state() private hasPicture = false;

  protected override renderRoom(room: RoomInfo) {
    if (!this.may('editRoom')) return this.noRights;
    return html`${this.renderPicture(room)} ${this.renderWords(room)} ${this.renderPosting(room)}
    ${this.renderEnd(room)}`;
  }

  private renderPicture(room: RoomInfo) {
    if (!this.hasPicture) {
      return html`<div class="head">
        ${renderRoomMark({ id: room.id, displayName: this.view.title, avatarUrl: room.avatarUrl }, true)}
        <button type="button" class="plain" @click=${this.openPicture}>${words.changePicture}</button>
      </div>`;
    }
    const { rooms } = this.chat;
    const session: Pick<SessionStore, 'setAvatar' | 'removeAvatar'> = {
      setAvatar: (picture, options) => rooms.setAvatar(room.id, picture, options) as never,
      removeAvatar: (options) => rooms.removeAvatar(room.id, options),
    };
    return html`<parley-picture
      square
      .session=${session}
      .user=${{ id: room.id, displayName: this.view.title, avatarUrl: room.avatarUrl }}
      .words=${words.picture}
    ></parley-picture>`;
  }

  private renderWords(room: RoomInfo) {
    const { name = room.name, topic = room.topic } = { name: this.name ?? undefined, topic: this.topic ?? undefined };
    const isChanged = name !== room.name || (topic ?? '') !== (room.topic ?? '');
    return html`<form @submit=${(event: Event) => this.save(event, room)}>
      <div class="field">
        <label for="name">${words.name}</label>
        <input
          id="name"
          dir="auto"
          required
          maxlength=${MAX_NAME}
          .value=${name ?? ''}
          @input=${(event: Event) => (this.name = (event.target as HTMLInputElement).value)}
        />
      </div>
      <div class="field">
        <label for="topic">${words.topic}</label>
        <textarea
          id="topic"
          dir="auto"
          rows="3"
          maxlength=${MAX_TOPIC}
          .value=${topic ?? ''}
          @input=${(event: Event) => (this.topic = (event.target as HTMLTextAreaElement).value)}
        ></textarea>
      </div>
      ${isChanged ? html`<button class="action"><span class=${this.asking.isBusy ? 'busy' : ''}>${words.save}</span></button>` : nothing}
    </form>`;
  }

  private renderPosting(room: RoomInfo) {
    const { posting, slowModeSeconds } = room;
    const choices = [...new Set([...pauses, slowModeSeconds])].sort((a, b) => a - b);
    return html`<section>
      <div class="rows">
        ${renderSwitch(words.onlyModerators, posting === 'moderators', () =>
          this.patch(room, { posting: posting === 'moderators' ? 'everyone' : 'moderators' }),
        )}
      </div>
      ${renderSelect(
        'slow',
        words.slowMode,
        choices.map((seconds) => [seconds, seconds === 0 ? words.slowOff : words.duration(seconds)] as const),
        slowModeSeconds,
        (seconds) => this.patch(room, { slowModeSeconds: seconds ?? 0 }),
      )}
    </section>`;
  }

  private renderEnd(room: RoomInfo) {
    const { archivedAt, slug } = room;
    const isDeletable = this.may('deleteRoom') && slug !== 'lobby';
    if (!this.may('archiveRoom')) return nothing;
    return html`<section class="rows">
      ${
        archivedAt
          ? html`<button type="button" class="row" @click=${() => this.patch(room, { archived: false })}>
              <span>${words.unarchive}</span>
            </button>`
          : this.renderAsked('archive', words.archive, words.archiveQuestion, words.archive, () =>
              this.answer(() => this.chat.rooms.update(room.id, { archived: true }), words.done.saved),
            )
      }
      ${
        isDeletable
          ? this.renderAsked(
              'delete',
              words.delete,
              words.deleteQuestion(this.view.title),
              words.deleteForAll,
              async () => {
                if (await this.answer(() => this.chat.rooms.remove(room.id)))
                  report(this, 'parley-enter', { at: null });
              },
            )
          : nothing
      }
    </section>`;
  }

  private async save(event: Event, room: RoomInfo): Promise<void> {
    event.preventDefault();
    const [name, topic] = [this.name ?? room.name ?? '', this.topic ?? room.topic ?? ''].map((text) =>
      cleanText(text).trim(),
    );
    const patch = { ...(name ? { name } : {}), topic: topic || null };
    if (await this.patch(room, patch)) this.name = this.topic = null;
  }

  /** A switch is pressed while a name is being saved, too. */
  private patch({ id }: RoomInfo, patch: PatchRoom): Promise<boolean> {
    return this.asking.runNext(() => this.chat.rooms.update(id, patch), words.done.saved);
  }

  private readonly openPicture = (): void => {
    void import('../../account-screen.js')
      .then(({ loadAccountPages }) => loadAccountPages())
      .then(
        () => (this.hasPicture = true),
        () => this.asking.say('', words.pictureFailed),
      );
  };
}
