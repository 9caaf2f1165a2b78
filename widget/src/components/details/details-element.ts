import type { Member, RoomInfo, User } from '@parley/sdk';
import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { AskController } from '../../controllers/ask-controller.js';
import type { PagedController } from '../../controllers/paged-controller.js';
import { detailsStrings as words } from '../../i18n/details-strings.js';
import { refusalOf } from '../../i18n/refusals.js';
import { initials } from '../../state/initials.js';
import { mayAct } from '../../state/room-rights.js';
import type { RoomAction } from '../../state/room-rights.js';
import { isShutOut } from '../../state/room-view.js';
import { base } from '../../theme/base.styles.js';
import { onEscape } from '../account/on-escape.js';
import { icons } from '../icons.js';
import { report } from '../intents.js';
import { PlaceElement } from '../places/place-element.js';
import { renderEntriesLoading, renderNotice } from '../rows/render-entry.js';
import { rowStyles } from '../rows/rows.styles.js';
import { switchStyles } from '../rows/switch.styles.js';
import { detailsStyles } from './details.styles.js';

/** An answer to a question that is asked in its place. */
export interface Answer {
  readonly label: string;
  readonly give: () => unknown;
  readonly isDanger?: boolean;
}

/** A screen about the room beneath. It follows the room: whoever loses it, loses the screen. */
export abstract class DetailsElement extends PlaceElement {
  static override styles = [base, rowStyles, switchStyles, detailsStyles];

  /** Of which action it is asked whether it is meant. */
  @state() protected asked: string | null = null;
  protected readonly asking = new AskController(this);
  private opener: HTMLElement | null = null;

  override render() {
    const { room } = this;
    const { needs } = this.view;
    if (isShutOut(needs)) {
      const [title, text] = needs === 'banned' ? [words.banned, words.bannedText] : [words.gone, words.goneText];
      const action = { label: words.toRooms, run: () => report(this, 'parley-go', { place: 'rooms' }) };
      return renderNotice({ icon: icons.alert, title, text, action, isProblem: true });
    }
    if (room === null) return renderEntriesLoading(words.loading);
    return html`<div class="column">
      ${this.renderRoom(room)}
      <p class="problem" role="alert">${this.asking.problem}</p>
      <p class="told" role="status" tabindex="-1">${this.asking.told}</p>
    </div>`;
  }

  /** The screen of a room that is known. */
  protected abstract renderRoom(room: RoomInfo): unknown;

  protected get room(): RoomInfo | null {
    return this.view.timeline?.room ?? this.view.room;
  }

  /** The own seat; null for who has none. */
  protected get member(): Member | null {
    return this.view.timeline?.member ?? null;
  }

  protected may(action: RoomAction): boolean {
    const { room, member } = this;
    return room !== null && mayAct(action, room.type, member?.role ?? null);
  }

  protected get noRights() {
    return renderNotice({ icon: icons.alert, title: words.noRights, text: words.noRightsText });
  }

  /** Asks in its place; the focus goes there, and comes back. */
  protected ask(what: string): void {
    this.asking.say('');
    this.opener = this.shadowRoot?.activeElement as HTMLElement | null;
    this.asked = what;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('.question :is(button, input)')?.focus(),
    );
  }

  protected readonly cancel = (): void => {
    const { asked, opener } = this;
    this.asked = null;
    // What was pressed may have given way to the question.
    const back = () =>
      opener?.isConnected ? opener : this.renderRoot.querySelector<HTMLElement>(`[data-asks="${asked}"]`);
    void this.updateComplete.then(() => back()?.focus());
  };

  /** Does what was asked about. What was pressed is gone then: the focus goes to what is said. */
  protected async answer(
    work: () => Promise<unknown>,
    told = '',
    words?: Readonly<Record<string, string>>,
  ): Promise<boolean> {
    const isDone = await this.asking.run(work, told, words);
    if (!isDone && this.asking.isBusy) return false;
    this.asked = null;
    if (told !== '' || !isDone) await this.focusTold();
    return isDone;
  }

  private async focusTold(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.told')?.focus({ preventScroll: true });
  }

  /** A question, and its answers below each other. @param fields what it takes beside the answer */
  protected renderQuestion(question: string, answers: readonly Answer[], fields: unknown = nothing) {
    return html`<div class="question" role="group" aria-labelledby="question" @keydown=${onEscape(this.cancel)}>
      <p id="question">${question}</p>
      ${fields}
      <div class="answers ${this.asking.isBusy ? 'busy' : ''}">
        ${answers.map(
          ({ label, give, isDanger = true }) =>
            html`<button type="button" class="plain ${isDanger ? 'danger' : ''}" @click=${give}>${label}</button>`,
        )}
        <button type="button" class="plain" @click=${this.cancel}>${words.cancel}</button>
      </div>
    </div>`;
  }

  /** Into the room of the two. */
  protected talk({ id: userId }: Pick<User, 'id'>): void {
    void this.asking.run(
      async () => {
        const { id } = await this.chat.direct({ userId });
        report(this, 'parley-enter', { at: { id } });
      },
      '',
      words.notReached,
    );
  }

  /** The row that wants nothing of somebody any more, or takes that back. */
  protected renderBlock({ id, displayName }: User, isBlocked: boolean) {
    if (isBlocked) {
      const unblock = async () => {
        await this.asking.runNext(() => this.block(id, false), words.isUnblocked(displayName));
        await this.focusTold();
      };
      return html`<button type="button" class="row" @click=${unblock}>
        <span>${words.unblock}</span>
      </button>`;
    }
    const block = () => this.answer(() => this.block(id, true), words.isBlocked(displayName));
    return this.renderAsked('block', words.block, words.blockQuestion(displayName), words.block, block);
  }

  /** Blocks somebody, or no more. */
  protected async block(id: string, isBlocked: boolean): Promise<void> {
    const { blocks } = this.chat;
    await (isBlocked ? blocks.add(id) : blocks.remove(id));
  }

  /** A row that asks before it does something; the question takes its place. */
  protected renderAsked(what: string, label: string, question: string, answer: string, give: () => unknown) {
    if (this.asked === what) return this.renderQuestion(question, [{ label: answer, give }]);
    return html`<button type="button" class="row danger" data-asks=${what} @click=${() => this.ask(what)}>
      <span>${label}</span>
    </button>`;
  }

  /** What stands below a list that has more, is on its way, or failed. */
  protected renderRest<Item>(list: PagedController<Item>) {
    if (list.status === 'loading') return renderEntriesLoading(words.loading, list.items.length === 0 ? 3 : 1);
    if (list.status === 'failed') {
      const action = { label: words.retry, run: () => list.more() };
      const text = refusalOf(list.code, words.problems);
      return renderNotice({ icon: icons.alert, title: words.failed, text, action, isProblem: true });
    }
    return list.hasMore
      ? html`<button type="button" class="plain" @click=${() => list.more()}>${words.more}</button>`
      : nothing;
  }
}

/** The picture at the head, as it is in lists: a room without one has its initials in the accent's colour. */
export const renderRoomMark = (
  { id, displayName, avatarUrl }: Pick<User, 'id' | 'displayName' | 'avatarUrl'>,
  isRoom: boolean,
) =>
  isRoom && avatarUrl === null
    ? html`<span class="entry-mark icon" aria-hidden="true">${initials(displayName)}</span>`
    : html`<parley-avatar
        class=${isRoom ? 'square' : ''}
        .person=${id}
        .name=${displayName}
        .picture=${avatarUrl}
      ></parley-avatar>`;

/** Choices of a field, the chosen one by its value. */
export const renderSelect = (
  id: string,
  label: string,
  choices: readonly (readonly [value: number | null, label: string])[],
  chosen: number | null,
  choose: (value: number | null) => unknown,
) =>
  html`<div class="field">
    <label for=${id}>${label}</label>
    <select
      id=${id}
      @change=${(event: Event) => {
        const { value } = event.target as HTMLSelectElement;
        choose(value === '' ? null : Number(value));
      }}
    >
      ${choices.map(
        ([value, text]) => html`<option value=${value ?? ''} ?selected=${value === chosen}>${text}</option>`,
      )}
    </select>
  </div>`;
