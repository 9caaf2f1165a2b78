import { ChatError } from '@parley/sdk';
import type { RoomInfo, ScheduledMessage } from '@parley/sdk';
import { css, html } from 'lit';
import { state } from 'lit/decorators.js';
import { PagedController } from '../../controllers/paged-controller.js';
import { reasonStrings } from '../../i18n/reason-strings.js';
import { scheduledStrings as words } from '../../i18n/scheduled-strings.js';
import { momentLabel } from '../../state/moment-label.js';
import { fieldTime, timeOfField } from '../../state/send-times.js';
import { DetailsElement } from '../details/details-element.js';
import { icon } from '../icons.js';
import { renderEntry, renderNotice } from '../rows/render-entry.js';

const clock = icon('M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 7.5V12l3 2', 20);
const alert = icon('M12 7.5v5.5M12 16.5v.01M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17Z', 20);

/** What this person wrote in the room to be sent later: each can be changed, sent now, and deleted. */
export class ParleyScheduled extends DetailsElement {
  static override styles = [
    ...DetailsElement.styles,
    css`
      .failed {
        color: var(--_danger);
      }
    `,
  ];

  private readonly waiting = new PagedController<ScheduledMessage>(this);
  private shownOf = '';
  /** Which of them is about to be deleted. */
  @state() private doomed: string | null = null;

  protected override updated(): void {
    const { room, member } = this;
    if (room === null || member === null) return;
    if (room.id !== this.shownOf) {
      this.shownOf = room.id;
      this.waiting.ask((cursor, signal) =>
        this.chat.scheduled.list({ roomId: room.id, ...(cursor ? { cursor } : {}) }, { signal }),
      );
    }
    // What the room shows by now waits no more.
    const { items = [] } = this.view.timeline ?? {};
    const sent = new Set(items.flatMap((item) => (item.authorId === member.userId ? [item.clientId] : [])));
    if (this.waiting.items.some(({ clientId }) => sent.has(clientId)))
      this.waiting.change((held) => held.filter(({ clientId }) => !sent.has(clientId)));
  }

  protected override renderRoom(room: RoomInfo) {
    const { waiting } = this;
    if (this.member === null) return renderNotice({ title: words.visitors, text: words.visitorsText });
    if (waiting.status === 'ready' && waiting.items.length === 0)
      return renderNotice({ title: words.none, text: words.noneText });
    return html`<ul class="entries">
        ${waiting.items.map((item) => this.renderItem(room, item))}
      </ul>
      ${this.renderRest(waiting)}`;
  }

  private renderItem(room: RoomInfo, item: ScheduledMessage) {
    const { id, text, sendAt, failure } = item;
    if (this.asked === id)
      return html`<li>${this.doomed === id ? this.renderDoom(item) : this.renderChange(item)}</li>`;
    const time = momentLabel(Date.parse(sendAt), Date.now());
    const about = failure === null ? time : html`<span class="failed">${whyFailed(failure.code, room)}</span>`;
    const mark = failure === null ? clock : alert;
    return renderEntry({ id, mark, name: text, about, open: () => this.change(id) });
  }

  private renderDoom(item: ScheduledMessage) {
    return this.renderQuestion(words.deleteQuestion, [{ label: words.delete, give: () => this.takeBack(item) }]);
  }

  private renderChange(item: ScheduledMessage) {
    const { id, text, sendAt } = item;
    const fields = html`<div class="field">
        <label for="text">${words.text}</label>
        <textarea id="text" dir="auto" .value=${text}></textarea>
      </div>
      <div class="field">
        <label for="at">${words.when}</label>
        <input id="at" type="datetime-local" .value=${fieldTime(Date.parse(sendAt))} min=${fieldTime(Date.now())} />
      </div>`;
    const answers = [
      { label: words.save, give: () => this.save(item), isDanger: false },
      { label: words.sendNow, give: () => this.save(item, true), isDanger: false },
      { label: words.delete, give: () => this.doom(id) },
    ];
    return this.renderQuestion(words.title, answers, fields);
  }

  private change(id: string): void {
    this.doomed = null;
    this.ask(id);
    void this.updateComplete.then(() => this.renderRoot.querySelector('textarea')?.focus());
  }

  private doom(id: string): void {
    this.doomed = id;
    this.ask(id);
  }

  /** Writes what was changed; a time that was not touched stays as it is, to the second. */
  private async save(item: ScheduledMessage, isNow = false): Promise<void> {
    const text = this.renderRoot.querySelector('textarea')?.value.trim() ?? '';
    const time = this.renderRoot.querySelector<HTMLInputElement>('#at')?.value ?? '';
    // What was refused is only tried again at another time.
    const isMoved = item.failure !== null || time !== fieldTime(Date.parse(item.sendAt));
    const at = timeOfField(time, Date.now());
    if (text === '') return this.asking.say('', words.emptyText);
    if (!isNow && isMoved && at === null) return this.asking.say('', words.wrongTime);
    const moved = isMoved && at !== null ? { sendAt: new Date(at) } : {};
    const changes = { ...(text === item.text ? {} : { text }), ...(isNow ? { sendAt: 'now' as const } : moved) };
    const work = async () => {
      const changed = await this.chat.scheduled.update(item.id, changes);
      this.waiting.change((held) => byTime(held.map((one) => (one.id === item.id ? changed : one))));
    };
    await this.run(item, work, isNow ? words.sending : words.saved);
  }

  private async takeBack(item: ScheduledMessage): Promise<void> {
    const work = async () => {
      await this.chat.scheduled.cancel(item.id);
      this.takeOut(item);
    };
    await this.run(item, work, words.deleted);
  }

  private takeOut({ id }: ScheduledMessage): void {
    this.waiting.change((held) => held.filter((one) => one.id !== id));
  }

  /** Does it; what was typed stays where it was refused. One that was sent meanwhile is told of, and goes. */
  private async run(item: ScheduledMessage, work: () => Promise<void>, told: string): Promise<void> {
    let isGone = false;
    const doIt = async () => {
      try {
        await work();
      } catch (error) {
        isGone = error instanceof ChatError && error.code === 'scheduled_message_not_found';
        throw error;
      }
    };
    const isDone = await this.asking.run(doIt, told, words.problems);
    if (isGone) this.takeOut(item);
    if (!isDone && !isGone) return;
    this.asked = null;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.told')?.focus({ preventScroll: true });
  }
}

const byTime = (items: readonly ScheduledMessage[]): ScheduledMessage[] =>
  [...items].sort((a, b) => a.sendAt.localeCompare(b.sendAt));

function whyFailed(code: string, { archivedAt }: RoomInfo): string {
  const key = code === 'forbidden' && archivedAt !== null ? 'archived' : code;
  return words.failed[key] ?? reasonStrings.failed[key] ?? words.failed.other;
}
