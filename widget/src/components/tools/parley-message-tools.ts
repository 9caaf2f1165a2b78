import type { ChatError, TimelineItem } from '@parley/sdk';
import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { messageLink } from '../../controllers/chat-page.js';
import type { Means } from '../../controllers/message-tools.js';
import { messageStrings as words } from '../../i18n/message-strings.js';
import { replyCount } from '../../i18n/message-words.js';
import { refusalOf } from '../../i18n/refusals.js';
import { strings } from '../../i18n/strings.js';
import { reactorWords } from '../../state/reactor-words.js';
import { base } from '../../theme/base.styles.js';
import { report } from '../intents.js';
import type { MenuItem } from '../menu/parley-menu.js';
import { marks } from './marks.js';
import { fieldStyles, toolsStyles } from './parley-message-tools.styles.js';

/** Hides the tools that are shown. */
let hide = (): void => undefined;

const cannotPoint = (): boolean => matchMedia('(hover: none)').matches;

/** What is done with a message in several steps. */
type Task = 'edit' | 'delete' | 'report' | 'emoji' | 'versions' | 'forward';

/** Those that come when they are first asked for. */
const parts: Partial<Record<Task, () => Promise<unknown>>> = {
  edit: () => import('../../edit.js'),
  report: () => import('../../report.js'),
  emoji: () => import('../../emoji-picker.js'),
  versions: () => import('../../versions.js'),
  forward: () => import('../../forward.js'),
};

/** Those that one writes in at once. */
const hasField: ReadonlySet<Task> = new Set(['edit', 'report']);

/** One touch away; all others are behind the next button. */
const quickEmoji = ['👍', '❤️', '😂', '😮'];

/**
 * What hangs on a message: reactions, "Pinned", "Bookmarked", "Edited", that it is being written, and, for who points at it, touches
 * it or comes by keyboard, what one can
 * do with it. By keyboard the newest message is the way in; arrows lead from message to message.
 */
export class ParleyMessageTools extends LitElement {
  static override styles = [base, toolsStyles, fieldStyles];

  @property({ attribute: false }) message!: TimelineItem;
  @property({ attribute: false }) means!: Means;
  @property({ type: Boolean, reflect: true }) own = false;
  /** The one of a log that the Tab key reaches. */
  @property({ attribute: false }) isStop = false;

  @state() private isActive = false;
  /** What is being done with it. */
  @property({ reflect: true }) task: Task | null = null;
  /** What was begun last; it may have to be loaded first. */
  private asked: Task | undefined;
  /** There is room for what can be done below it alone. */
  private isBelow = false;
  @state() private isBusy = false;
  @state() private problem = '';
  /** The message says something else by now than when its change was begun. */
  @state() private isStale = false;

  @query('.tools button, .tools parley-menu') private readonly first!: HTMLElement | null;

  private watching: AbortController | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const { parentElement: around } = this;
    if (around === null) return;
    this.watching = new AbortController();
    const { signal } = this.watching;
    around.addEventListener('pointerenter', (event) => this.onPointer(event, true), { signal });
    around.addEventListener('pointerleave', (event) => this.onPointer(event, false), { signal });
    around.addEventListener('click', (event) => this.onTouch(event), { signal });
    // Whose pointer rests there already does not enter any more.
    if (around.matches(':hover') && !cannotPoint()) this.show();
    if (this.own) return;
    around.addEventListener('click', (event) => this.onFace(event), { signal });
    around.addEventListener('pointerover', (event) => this.onFace(event), { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watching?.abort();
  }

  /** Shows what can be done, and goes there. */
  async enter(): Promise<void> {
    this.show();
    await this.updateComplete;
    this.first?.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('message') && this.message.deletedAt !== null) this.end();
  }

  protected override updated(): void {
    // The text stands in the field instead, or there is none yet; one that was changed meanwhile is to be seen.
    const line = this.previousElementSibling as HTMLElement | null;
    const { streaming, text } = this.message;
    const isHidden = (this.task === 'edit' && !this.isStale) || (streaming && text === '');
    if (line !== null) line.style.display = isHidden ? 'none' : '';
  }

  override render() {
    const { message } = this;
    if (message.deletedAt !== null) return this.renderThread();
    const { react, versions } = this.means.rights(message);
    const { reactions } = message;
    return html`${this.task === 'edit' ? this.renderEdit() : nothing}
      ${
        reactions.length > 0
          ? html`<div class="reactions" role="group" aria-label=${words.reactions}>
              ${reactions.map((reaction) => this.renderReaction(reaction, react))}
            </div>`
          : nothing
      }
      ${message.pinnedAt === null ? nothing : html`<span class="mark">${marks.pinned} ${words.pinned}</span>`}
      ${this.isMarked ? html`<span class="mark">${marks.bookmarked} ${words.bookmarked}</span>` : nothing}
      ${message.streaming ? html`<span class="mark"><i></i>${words.streaming}</span>` : nothing}
      ${message.editedAt === null ? nothing : this.renderEdited(versions)} ${this.renderThread()} ${this.renderTask()}
      <span class="problem" role="status">${this.problem}</span>
      ${(this.isActive || this.isStop) && this.task === null ? this.renderTools(react) : nothing}`;
  }

  /** For who may see them also the way to the texts before. */
  private renderEdited(mayLook: boolean) {
    if (!mayLook) return html`<span class="mark">${words.edited}</span>`;
    const isShown = this.task === 'versions';
    return html`<button
      type="button"
      class="mark"
      aria-expanded=${isShown}
      title=${words.versions}
      @click=${() => (isShown ? this.end() : void this.begin('versions'))}
    >
      ${words.edited}
    </button>`;
  }

  /** How much people answered on its thread, and the way there. */
  private renderThread() {
    const { message, means } = this;
    if (!message.thread || means.thread) return nothing;
    const isUnread = means.isUnread(message);
    const replies = replyCount(message.thread.count);
    return html`<button
      type="button"
      class="thread ${isUnread ? 'unread' : ''}"
      aria-label=${isUnread ? words.unreadReplies(replies) : nothing}
      @click=${() => this.openThread()}
    >
      ${marks.thread} ${replies}
    </button>`;
  }

  private renderReaction({ emoji, count, userIds }: TimelineItem['reactions'][number], may: boolean) {
    const { means } = this;
    const who = reactorWords(emoji, { count, userIds, myId: means.myId, nameOf: (id) => means.nameOf(id) });
    return html`<button
      type="button"
      class="reaction"
      aria-pressed=${this.isMine(userIds)}
      aria-label=${who}
      title=${who}
      ?disabled=${!may}
      @click=${() => this.toggle(emoji)}
    >
      <span>${emoji}</span> ${count}
    </button>`;
  }

  private renderTools(react: boolean) {
    const items = this.menuItems();
    if (!react && items.length === 0) return nothing;
    return html`<div class="rail ${this.isBelow ? 'below' : ''}">
      <div
        class="tools ${this.isActive ? '' : 'resting'}"
        role="toolbar"
        aria-label=${words.actions}
        @keydown=${this.onKeyDown}
      >
        ${
          react
            ? quickEmoji
                .map(
                  (emoji) =>
                    html`<button type="button" aria-label=${words.react(emoji)} @click=${() => this.toggle(emoji)}>
                      ${emoji}
                    </button>`,
                )
                .concat(
                  html`<button type="button" aria-label=${words.moreReactions} @click=${() => void this.begin('emoji')}>
                    ${marks.more}
                  </button>`,
                )
            : nothing
        }
        ${items.length > 0 ? html`<parley-menu .label=${words.actions} .items=${items}></parley-menu>` : nothing}
      </div>
    </div>`;
  }

  private renderEdit() {
    return html`<parley-edit
      .message=${this.message}
      .means=${this.means}
      @parley-close=${this.end}
      @parley-stale=${() => (this.isStale = true)}
    ></parley-edit>`;
  }

  /** What is being done with it, below what hangs on it. */
  private renderTask() {
    const { message, means, end } = this;
    switch (this.task) {
      case 'delete':
        return this.renderQuestion();
      case 'report':
        return html`<parley-report .message=${message} .means=${means} @parley-close=${end}></parley-report>`;
      case 'versions':
        return html`<parley-versions .message=${message} .means=${means} @parley-close=${end}></parley-versions>`;
      case 'forward':
        return html`<parley-forward .message=${message} .means=${means} @parley-close=${end}></parley-forward>`;
      case 'emoji':
        return html`<parley-emoji .choose=${(emoji: string) => this.pick(emoji)} @parley-close=${end}></parley-emoji>`;
      default:
        return nothing;
    }
  }

  private renderQuestion() {
    return html`<div
      class="question"
      role="alertdialog"
      aria-label=${words.deleteQuestion}
      @keydown=${this.onQuestionKey}
    >
      ${words.deleteQuestion}
      <div class="answers">
        <button type="button" class="quiet" @click=${this.end}>${words.cancel}</button>
        <button type="button" class="danger" ?disabled=${this.isBusy} @click=${() => this.takeBack()}>
          ${words.delete}
        </button>
      </div>
    </div>`;
  }

  private menuItems(): MenuItem[] {
    const { message, means } = this;
    const may = means.rights(message);
    const items: MenuItem[] = [];
    // Whoever only reads is offered nothing.
    if (means.myId === null) return items;
    if (may.reply) items.push({ label: words.reply, icon: marks.reply, run: () => this.answer() });
    if (may.reply && !means.thread)
      items.push({ label: words.replyInThread, icon: marks.threads, run: () => this.openThread() });
    if (may.forward) items.push({ label: words.forward, icon: marks.forward, run: () => void this.begin('forward') });
    if (may.edit) items.push({ label: words.edit, icon: marks.edit, run: () => void this.begin('edit') });
    if (message.text !== '' && navigator.clipboard)
      items.push({
        label: words.copy,
        icon: marks.copy,
        run: () => this.attempt(() => navigator.clipboard.writeText(message.text)),
      });
    if (navigator.clipboard) items.push({ label: words.copyLink, icon: marks.link, run: () => this.copyLink() });
    if (may.bookmark)
      items.push({
        label: this.isMarked ? words.unbookmark : words.bookmark,
        icon: marks.bookmark,
        run: () => this.toggleMark(),
      });
    if (may.pin)
      items.push({
        label: message.pinnedAt === null ? words.pin : words.unpin,
        icon: marks.pin,
        run: () =>
          this.attempt(() => (message.pinnedAt === null ? means.room.pin(message) : means.room.unpin(message))),
      });
    if (!this.own) items.push({ label: words.profile, icon: marks.person, run: () => this.meet() });
    if (may.report) items.push({ label: words.report, icon: marks.report, run: () => void this.begin('report') });
    if (may.delete)
      items.push({ label: words.delete, icon: marks.delete, isDanger: true, run: () => void this.begin('delete') });
    return items;
  }

  private answer(): void {
    this.isActive = false;
    this.means.reply(this.message);
    report(this, 'parley-write', {});
  }

  /** To the thread on it. */
  private openThread(): void {
    this.isActive = false;
    report(this, 'parley-go', { place: `thread/${this.message.id}` });
  }

  /** Puts the person on the way to its thread, or where there is none any more, on what can be done with it. */
  focusThread(): void {
    const way = this.renderRoot.querySelector<HTMLElement>('.thread');
    if (way) way.focus();
    else void this.enter();
  }

  private copyLink(): void {
    const { room } = this.means.room.timeline.get();
    if (room === null) return;
    void this.attempt(() => navigator.clipboard.writeText(messageLink(this, room, this.message.seq)));
  }

  /** The person's own, which nobody else sees. */
  private get isMarked(): boolean {
    return this.means.marked.has(this.message.id);
  }

  private toggleMark(): void {
    const { message, means, isMarked } = this;
    const { bookmarks } = means.chat;
    void this.attempt(() => (isMarked ? bookmarks.remove(message) : bookmarks.add(message)));
  }

  private meet(): void {
    report(this, 'parley-go', { place: `person/${this.message.authorId}` });
  }

  private async begin(task: Task): Promise<void> {
    this.problem = '';
    this.asked = task;
    try {
      await parts[task]?.();
    } catch {
      if (this.asked === task) this.problem = strings.notLoaded;
      return;
    }
    // Something else was begun while it came, or the person went on elsewhere: what is written there is not to land in the field.
    if (this.asked !== task || (hasField.has(task) && !this.matches(':focus-within'))) return;
    this.task = task;
    this.isStale = false;
    await this.updateComplete;
    if (task === 'delete') this.renderRoot.querySelector<HTMLElement>('.question .danger')?.focus();
  }

  private readonly end = (): void => {
    const wasOpen = this.task !== null;
    this.asked = undefined;
    this.task = null;
    this.problem = '';
    if (wasOpen && this.isConnected) void this.enter();
  };

  private toggle(emoji: string): void {
    const { message, means } = this;
    const hasReacted = message.reactions.some((one) => one.emoji === emoji && this.isMine(one.userIds));
    void this.attempt(() => (hasReacted ? means.room.unreact(message, emoji) : means.room.react(message, emoji)));
  }

  private pick(emoji: string): void {
    this.end();
    this.toggle(emoji);
  }

  private isMine(userIds: readonly string[]): boolean {
    const { myId } = this.means;
    return myId !== null && userIds.includes(myId);
  }

  private async takeBack(): Promise<void> {
    if ((await this.attempt(() => this.means.room.delete(this.message))) !== undefined) return;
    this.task = null;
    // What was in focus goes with the message.
    const { host } = this.getRootNode() as ShadowRoot;
    host.closest<HTMLElement>('.viewport, .root')?.focus();
  }

  /** Shows what can be done: of one message at a time. */
  private show(): void {
    hide();
    hide = () => (this.isActive = false);
    this.isActive = true;
    // It is most likely what one wants with an own one.
    if (this.own) parts.edit?.().catch(() => undefined);
    const { host } = this.getRootNode() as ShadowRoot;
    const [message, log] = [this.parentElement, host.closest('.viewport, .root')].map((one) =>
      one?.getBoundingClientRect(),
    );
    const size = cannotPoint() ? 42 : 22;
    this.isBelow = !!message && !!log && message.top - size < log.top && message.bottom + size < log.bottom;
  }

  /** Does something and says what came in its way. @returns the code of a refusal */
  private async attempt(run: () => Promise<unknown>): Promise<string | undefined> {
    this.isBusy = true;
    this.problem = '';
    try {
      await run();
      return undefined;
    } catch (error) {
      const { code } = error as ChatError;
      this.problem = refusalOf(code, words.problems);
      return code;
    } finally {
      this.isBusy = false;
    }
  }

  private onPointer(event: PointerEvent, isThere: boolean): void {
    if (event.pointerType !== 'mouse' || cannotPoint()) return;
    if (isThere) this.show();
    else this.isActive = this.matches(':focus-within');
  }

  /** A press on the author's picture leads to who they are; by keyboard the menu does. */
  private onFace({ target, type }: Event): void {
    const face = (target as Element).closest<HTMLElement>('parley-avatar');
    if (face === null) return;
    if (type === 'click') this.meet();
    else face.style.cursor = 'pointer';
  }

  /** A touch on the bubble shows the tools, and hides them again; on a link, it follows that. */
  private onTouch(event: Event): void {
    if (!cannotPoint()) return;
    const path = event.composedPath() as Element[];
    if (path.includes(this) || path.some(({ localName }) => /^(a|button|parley-avatar)$/.test(localName))) return;
    if (this.isActive) this.isActive = false;
    else this.show();
  }

  private readonly onQuestionKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    this.end();
    event.preventDefault();
    event.stopPropagation();
  };

  /** From message to message. */
  private readonly onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step === undefined || event.defaultPrevented) return;
    event.preventDefault();
    const { host } = this.getRootNode() as ShadowRoot;
    const log = host.getRootNode() as ShadowRoot;
    const all = this.means.thread?.rows ?? [...log.querySelectorAll('parley-message')];
    // What a room tells of itself has none; with what was deleted nothing can be done.
    const tools = all
      .flatMap(({ shadowRoot }) => shadowRoot?.querySelector<ParleyMessageTools>('parley-message-tools') ?? [])
      .filter(({ message }) => message.deletedAt === null);
    void tools[tools.indexOf(this) + step]?.enter();
  };
}
