import type { ChatCore, RoomAddress, RoomThread } from '@parley/sdk';
import { html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { ChatOfParts } from '../../controllers/chat-part.js';
import { RoomViewBuilder } from '../../controllers/room-view-builder.js';
import type { ThreadPart } from '../../controllers/message-tools.js';
import type { Unsent } from '../../controllers/kept-unsent.js';
import { ThreadWriting } from '../../controllers/thread-writing.js';
import { replyCount } from '../../i18n/message-words.js';
import { threadStrings as words } from '../../i18n/thread-strings.js';
import { hideBlocked } from '../../state/hide-blocked.js';
import type { LogItem } from '../../state/log-item.js';
import { emptyRoomView } from '../../state/room-view.js';
import type { RoomView } from '../../state/room-view.js';
import { timeLabel } from '../../state/time-words.js';
import { unreadCount } from '../../state/unread.js';
import { base } from '../../theme/base.styles.js';
import type { ParleyComposer } from '../composer/parley-composer.js';
import { report, stop } from '../intents.js';
import type { Intents } from '../intents.js';
import { goTo, mark } from '../log/go-to.js';
import type { ParleyLog } from '../log/parley-log.js';
import type { ParleyMessage } from '../message/parley-message.js';
import { PlaceElement } from '../places/place-element.js';
import { returnFocus } from './return-focus.js';
import { threadStyles } from './parley-thread.styles.js';

type Intent<Name extends keyof Intents> = CustomEvent<Intents[Name]>;

/** A thread over its room: the message on top, what people answered, and where one answers. */
export class ParleyThread extends PlaceElement implements ThreadPart {
  static override styles = [base, threadStyles];

  /** The message on which it hangs. */
  @property({ attribute: false }) rootId = '';
  /** The message in it that is looked for; 0 = none. */
  @property({ attribute: false }) seq = 0;

  @state() private hasBeforeFailed = false;
  @state() private isAtEnd = true;
  @query('parley-composer') private readonly composer!: ParleyComposer | null;
  @query('parley-log') private readonly log!: ParleyLog | null;
  @query('.root') private readonly rootBox!: HTMLElement | null;

  private thread: RoomThread | null = null;
  private undo: (() => void) | null = null;
  private readonly builder = new RoomViewBuilder();
  /** The thread as it is shown; what hangs on messages is added by the tools. */
  shown: RoomView = emptyRoomView;
  private rootItem: LogItem | undefined;
  /** Seq that the "New" line stands before; undefined until it is known how far the person has read. */
  private newFromSeq: number | null | undefined;
  /** Up to where it was said that it is read. */
  private toldSeq = 0;
  /** The screens around the rooms, and what they and the room beneath stand in: there the focus goes in the end. */
  private screens: HTMLElement | null = null;
  private around: Node | null = null;

  /** The chat as the tools of messages and the names that are completed see it: its room is this thread. */
  readonly threadChat = partOf(this);
  private readonly writing = new ThreadWriting(this);

  constructor() {
    super();
    this.addEventListener(
      'parley-write',
      stop(() => this.focusFirst()),
    );
    const { threadChat: chat, writing } = this;
    import('../../message-tools.js').then(
      ({ MessageTools }) => void new MessageTools({ chat, thread: this, addEventListener: writing.listen }),
      () => undefined,
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.screens = (this.getRootNode() as ShadowRoot).host as HTMLElement;
    this.around = this.screens.getRootNode();
    document.addEventListener('visibilitychange', this.onVisible);
    if (this.hasUpdated) this.follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.undo?.();
    this.undo = null;
    document.removeEventListener('visibilitychange', this.onVisible);
    const { screens, around, rootId } = this;
    if (screens && around) void returnFocus(screens, around, rootId);
  }

  override focusFirst(): boolean {
    const { composer } = this;
    if (composer === null || composer.hidden) return false;
    composer.focus({ preventScroll: true });
    return true;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('rootId') || changed.has('chat')) this.follow();
    this.shown = this.build();
  }

  protected override updated(): void {
    this.tellRead();
    const { seq } = this;
    if (seq === 0 || this.thread?.timeline.get().status !== 'ready') return;
    this.seq = 0;
    // What cannot be reached is not there any more: the newest is shown.
    this.goTo(seq).catch(() => undefined);
  }

  /** Shows messages that an earlier page had not sent. */
  restore(unsent: Unsent): void {
    this.thread?.restore(unsent);
  }

  /** What is shown. */
  get timeline(): RoomThread['timeline'] {
    if (this.thread === null) throw new Error('No thread is shown');
    return this.thread.timeline;
  }

  get rows(): readonly ParleyMessage[] {
    const parts = [this.renderRoot, ...(this.log ? [this.log.renderRoot] : [])];
    return parts.flatMap((part) => [...part.querySelectorAll<ParleyMessage>('parley-message')]);
  }

  async goTo(seq: number): Promise<boolean> {
    const { thread, log, rootBox } = this;
    if (thread === null || log === null) return false;
    const { timeline } = thread;
    if (rootBox && timeline.get().root?.seq === seq) {
      rootBox.focus({ preventScroll: true });
      mark(rootBox);
      return true;
    }
    while (!timeline.get().items.some((item) => item.seq === seq)) {
      const { hasBefore, items } = timeline.get();
      // It was written later than anything here, or is no message of this thread.
      if (!hasBefore || (items[0]?.seq ?? 0) < seq) return false;
      await thread.loadBefore();
      if (timeline.get().items[0] === items[0]) return false;
    }
    return goTo(log, seq);
  }

  override render() {
    const { shown, rootItem } = this;
    // Most people never see it.
    if (shown.needs) import('../../gate.js').catch(() => undefined);
    const { root } = this.thread?.timeline.get() ?? {};
    const isOver = !!root?.deletedAt;
    return html`${
        rootItem
          ? html`<div class="root" role="group" tabindex="0" aria-label=${words.root}>
                <parley-message
                  .item=${rootItem}
                  ?starts=${true}
                  ?ends=${true}
                  .time=${timeLabel(Date.parse(rootItem.createdAt), Date.now())}
                  .extra=${shown.extra?.(rootItem)}
                ></parley-message>
              </div>
              ${root?.thread ? html`<h3 class="count">${replyCount(root.thread.count)}</h3>` : html`<div class="count"></div>`}`
          : nothing
      }
      <parley-log
        .view=${shown}
        .newFromSeq=${this.newFromSeq ?? null}
        .unread=${this.unread}
        @parley-at-end=${stop((event: Intent<'parley-at-end'>) => (this.isAtEnd = event.detail.isAtEnd))}
        @parley-load-before=${stop(() => this.loadBefore())}
        @parley-reload=${stop(() => this.reload())}
        @parley-message-retry=${stop(({ detail }: Intent<'parley-message-retry'>) => void this.thread?.retry(detail.key))}
        @parley-message-delete=${stop(({ detail }: Intent<'parley-message-delete'>) => this.thread?.discard(detail.key))}
      ></parley-log>
      ${shown.needs ? html`<parley-gate .view=${shown}></parley-gate>` : nothing}
      ${isOver && !shown.needs ? html`<p class="over">${words.rootDeleted}</p>` : shown.writing}
      <parley-composer
        ?hidden=${shown.needs || isOver || shown.phase === 'error'}
        .at=${shown.at}
        .person=${shown.myId}
        .begun=${this.writing.draft}
        .limits=${shown.limits}
        .waitUntil=${shown.waitUntil}
        .myName=${shown.myName}
        .hasNameFailed=${shown.hasNameFailed}
        @parley-send=${stop(({ detail }: Intent<'parley-send'>) => this.send(detail.text))}
      ></parley-composer>`;
  }

  /** Where the room is. */
  get at(): RoomAddress | undefined {
    const { at } = this.view;
    return at === undefined ? undefined : (JSON.parse(at) as RoomAddress);
  }

  /** Messages of others below what is on screen. */
  private get unread(): number {
    return unreadCount(this.shown.items, { seenSeq: this.thread?.timeline.get().readSeq ?? null });
  }

  private follow(): void {
    this.writing.leave();
    this.undo?.();
    this.undo = null;
    const { at } = this;
    if (at === undefined || !this.isConnected) return;
    this.newFromSeq = undefined;
    this.hasBeforeFailed = false;
    this.toldSeq = 0;
    this.thread = this.chat.room(at).thread({ id: this.rootId });
    const undo = [this.thread.timeline.subscribe(() => this.requestUpdate())];
    // A visitor blocks nobody.
    if (this.view.myId !== null) undo.push(this.chat.blocks.ids.subscribe(() => this.requestUpdate()));
    this.undo = () => undo.forEach((end) => end());
  }

  /** The room's view with this thread in it. */
  private build(): RoomView {
    const { thread, view } = this;
    if (thread === null) return emptyRoomView;
    const timeline = thread.timeline.get();
    const built = this.builder.build({
      timeline: timeline.root ? { ...timeline, items: [timeline.root, ...timeline.items] } : timeline,
      connection: this.chat.connection.get(),
      session: this.chat.session.get(),
      slug: undefined,
      limits: view.limits,
      ways: view.ways,
      pendingName: null,
      hasNameFailed: view.hasNameFailed,
      isIdentified: !view.hasAccounts,
      isRefused: false,
      hasBeforeFailed: this.hasBeforeFailed,
      keptUnder: view.keptUnder,
    });
    if (this.newFromSeq === undefined && timeline.status === 'ready' && timeline.items.length > 0) {
      const { readSeq } = timeline;
      const isNews = readSeq !== null && timeline.items.some(({ own, seq }) => !own && seq > readSeq);
      this.newFromSeq = isNews ? readSeq + 1 : null;
    }
    const decorated = this.threadChat.decorate({
      ...built,
      at: `${view.at} ${this.rootId}`,
      items: hideBlocked(built.items, this.chat.blocks.ids.get()),
      emptyTitle: words.none,
      link: view.link,
      needs: view.needs,
      myName: view.myName,
      waitUntil: view.waitUntil ?? built.waitUntil,
      timeline,
    });
    const [root, ...items] = decorated.items;
    this.rootItem = timeline.root ? root : undefined;
    return timeline.root ? { ...decorated, items } : decorated;
  }

  /** Says what was seen, once. */
  private tellRead(): void {
    const { thread } = this;
    const isSeen = !document.hidden && this.getClientRects().length > 0 && !this.screens?.inert;
    if (thread === null || !this.isAtEnd || !isSeen) return;
    const { items, member, status } = thread.timeline.get();
    const newest = items.findLast(({ seq }) => seq > 0)?.seq ?? 0;
    if (status !== 'ready' || member === null || newest <= this.toldSeq) return;
    this.toldSeq = newest;
    thread.markRead(newest).catch(() => {
      // Said again with the next change.
      if (this.thread === thread) this.toldSeq = 0;
    });
  }

  private loadBefore(): void {
    const { thread } = this;
    this.hasBeforeFailed = false;
    thread?.loadBefore().catch(() => (this.hasBeforeFailed = thread === this.thread));
  }

  private reload(): void {
    const { at } = this;
    if (at) this.chat.room(at).reload();
    this.writing.leave();
    this.thread?.close();
    this.follow();
  }

  private send(text: string): void {
    // Whoever answers has read.
    this.newFromSeq = null;
    const { at, chat, threadChat } = this;
    if (at === undefined) return;
    const { status } = chat.session.get();
    const { myName: displayName } = this.view;
    // As in the room: the message does not wait for its guest, who is to have the name that was given.
    if (status === 'none' && displayName !== null) chat.session.guest({ displayName }).catch(() => undefined);
    chat
      .room(at)
      .send(text, threadChat.options())
      .catch(({ code }: { code: string }) => {
        // Nobody came of it: guests are not let in here.
        if (code === 'forbidden' && this.chat.session.get().user === null) report(this, 'parley-account', {});
      });
  }

  private readonly onVisible = (): void => this.tellRead();
}

function partOf(thread: ParleyThread): ChatOfParts {
  return {
    get client() {
      return thread.chat as unknown as ChatCore;
    },
    get at() {
      return thread.at;
    },
    get view() {
      return thread.shown;
    },
    decorate: (view) => view,
    options: () => ({ threadId: thread.rootId }),
    refresh: () => thread.requestUpdate(),
  };
}
