import type { ChatCore, RoomAddress, RoomThread } from '@parley/sdk';
import { html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { ChatOfParts } from '../../controllers/chat-part.js';
import { nothingUnsent } from '../../controllers/kept-unsent.js';
import { RoomViewBuilder } from '../../controllers/room-view-builder.js';
import type { ThreadPart } from '../../controllers/message-tools.js';
import { encryptedMessage, hiddenMessage } from '../../i18n/hidden-message.js';
import { threadStrings as words } from '../../i18n/thread-strings.js';
import type { LogItem } from '../../state/log-item.js';
import { emptyRoomView } from '../../state/room-view.js';
import type { RoomView } from '../../state/room-view.js';
import { timeLabel } from '../../state/time-words.js';
import { base } from '../../theme/base.styles.js';
import type { ParleyComposer } from '../composer/parley-composer.js';
import { report, stop } from '../intents.js';
import type { Intents } from '../intents.js';
import { goTo, mark } from '../log/go-to.js';
import type { ParleyLog } from '../log/parley-log.js';
import type { ParleyMessage } from '../message/parley-message.js';
import type { ParleyRoom } from '../room/parley-room.js';
import { PlaceElement } from '../places/place-element.js';
import type { ParleyMessageTools } from '../tools/parley-message-tools.js';
import { threadStyles } from './parley-thread.styles.js';

type Intent<Name extends keyof Intents> = CustomEvent<Intents[Name]>;

/** What people had begun to write, by person and thread: it stays while other screens are shown. */
const drafts = new Map<string, string>();

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
  private rootItem: LogItem | null = null;
  /** Seq that the "New" line stands before; undefined until it is known how far the person has read. */
  private newFromSeq: number | null | undefined;
  /** Up to where it was said that it is read. */
  private toldSeq = 0;
  private mentions: Promise<unknown> | undefined;
  private later: Promise<unknown> | undefined;
  /** The screens around the rooms, and what they and the room beneath stand in: there the focus goes in the end. */
  private screens: HTMLElement | null = null;
  private around: Node | null = null;

  /** The chat as the tools of messages and the names that are completed see it: its room is this thread. */
  private readonly threadChat = partOf(this);

  constructor() {
    super();
    this.addEventListener('input', this.onInput, true);
    // Also what is to be sent later.
    this.addEventListener('parley-send', () => drafts.delete(this.draftKey), true);
    import('../../message-tools.js').then(
      ({ MessageTools }) =>
        void new MessageTools({ chat: this.threadChat, thread: this, addEventListener: this.listen }),
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
    void this.returnFocus();
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

  /** What is shown. */
  get timeline(): RoomThread['timeline'] {
    if (this.thread === null) throw new Error('No thread is shown');
    return this.thread.timeline;
  }

  async goTo(seq: number): Promise<boolean> {
    const { thread, log, rootBox } = this;
    if (thread === null || log === null) return false;
    const { timeline } = thread;
    if (rootBox && timeline.get().root?.seq === seq) {
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
          ? html`<div class="root">
                <parley-message
                  .item=${rootItem}
                  ?starts=${true}
                  ?ends=${true}
                  .time=${timeLabel(Date.parse(rootItem.createdAt), Date.now())}
                  .extra=${shown.extra?.(rootItem)}
                ></parley-message>
              </div>
              ${root?.thread ? html`<h3 class="count">${words.replies(root.thread.count)}</h3>` : html`<div class="count"></div>`}`
          : nothing
      }
      <parley-log
        .view=${shown}
        .newFromSeq=${this.newFromSeq ?? null}
        .unread=${this.unread}
        @parley-write=${stop(() => this.focusFirst())}
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
        .unsent=${drafts.get(this.draftKey) ?? ''}
        .limits=${shown.limits}
        .waitUntil=${shown.waitUntil}
        .myName=${shown.myName}
        @parley-write=${stop(() => this.focusFirst())}
        @parley-rename=${stop(({ detail }: Intent<'parley-rename'>) => this.rename(detail.name))}
        @parley-send=${stop(({ detail }: Intent<'parley-send'>) => this.send(detail.text))}
      ></parley-composer>`;
  }

  /** Where the room is. */
  get at(): RoomAddress | undefined {
    const { at } = this.view;
    return at === undefined ? undefined : (JSON.parse(at) as RoomAddress);
  }

  private get draftKey(): string {
    return `${this.view.myId} ${this.rootId}`;
  }

  /** Messages of others below what is on screen. */
  private get unread(): number {
    const seen = this.thread?.timeline.get().readSeq ?? Infinity;
    return this.shown.items.filter(({ own, gone, seq }) => !own && !gone && seq !== null && seq > seen).length;
  }

  private follow(): void {
    this.undo?.();
    this.undo = null;
    const { at } = this;
    if (at === undefined || !this.isConnected) return;
    this.newFromSeq = undefined;
    this.toldSeq = 0;
    this.thread = this.chat.room(at).thread({ id: this.rootId });
    const undo = [this.thread.timeline.subscribe(() => this.requestUpdate())];
    // A visitor blocks nobody.
    if (this.view.myId !== null) undo.push(this.chat.blocks.ids.subscribe(() => this.requestUpdate()));
    this.undo = () => undo.forEach((end) => end());
    if (drafts.get(this.draftKey)) this.loadLater();
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
      hasNameFailed: false,
      isIdentified: !view.hasAccounts,
      isRefused: false,
      hasBeforeFailed: this.hasBeforeFailed,
      unsent: nothingUnsent,
    });
    const blocked = this.chat.blocks.ids.get();
    const all = built.items.map((item) =>
      blocked.has(item.authorId ?? '') && !item.gone ? { ...item, text: '', gone: hiddenMessage } : item,
    );
    const [root = null] = timeline.root ? all : [];
    this.rootItem = root?.source.encrypted && !root.gone ? { ...root, text: encryptedMessage } : root;
    if (this.newFromSeq === undefined && timeline.status === 'ready' && timeline.items.length > 0) {
      const { readSeq } = timeline;
      const isNews = readSeq !== null && timeline.items.some(({ own, seq }) => !own && seq > readSeq);
      this.newFromSeq = isNews ? readSeq + 1 : null;
    }
    return this.threadChat.decorate({
      ...built,
      at: `${view.at} ${this.rootId}`,
      items: timeline.root ? all.slice(1) : all,
      emptyTitle: words.none,
      link: view.link,
      needs: view.needs,
      myName: view.myName,
      waitUntil: view.waitUntil ?? built.waitUntil,
      timeline,
    });
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
    this.hasBeforeFailed = false;
    this.thread?.loadBefore().catch(() => (this.hasBeforeFailed = true));
  }

  private reload(): void {
    this.thread?.close();
    this.follow();
  }

  private send(text: string): void {
    // Whoever answers has read.
    this.newFromSeq = null;
    const { at, chat, threadChat } = this;
    if (at === undefined) return;
    chat
      .room(at)
      .send(text, threadChat.options())
      .catch(({ code }: { code: string }) => {
        // Nobody came of it: guests are not let in here.
        if (code === 'forbidden' && this.chat.session.get().user === null) report(this, 'parley-account', {});
      });
  }

  private rename(displayName: string): void {
    if (displayName !== '') this.chat.session.update({ displayName }).catch(() => undefined);
  }

  private loadLater(): void {
    const { threadChat: chat, renderRoot, listen: addEventListener } = this;
    this.later ??= import('../../send-later.js').then(
      ({ SendLater }) => void new SendLater({ chat, renderRoot, addEventListener, isThread: true }),
      () => (this.later = undefined),
    );
  }

  private readonly listen: EventTarget['addEventListener'] = (type, hear, options) =>
    this.addEventListener(type, hear as EventListener, options);

  private readonly onVisible = (): void => this.tellRead();

  private readonly onInput = (event: Event): void => {
    const [field, ...around] = event.composedPath() as Element[];
    if (!(field instanceof HTMLTextAreaElement) || !around.some(({ localName }) => localName === 'parley-composer'))
      return;
    drafts.set(this.draftKey, field.value);
    this.mentions ??= import('../../mentions.js').then(
      ({ Mentions }) => {
        new Mentions({ chat: this.threadChat, isThread: true, addEventListener: this.listen }).lookAt(field);
      },
      () => (this.mentions = undefined),
    );
    this.loadLater();
  };

  /** Back in the room, the person is where they left it: on what hangs on the message. */
  private async returnFocus(): Promise<void> {
    const { screens, around, rootId } = this;
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    // Another screen lies over the room, or it is left.
    if (screens?.isConnected !== false || !(around instanceof ShadowRoot)) return;
    const log = around.querySelector<ParleyRoom>('parley-room')?.renderRoot.querySelector<ParleyLog>('parley-log');
    const rows = [...(log?.renderRoot.querySelectorAll<ParleyMessage>('parley-message') ?? [])];
    const row = rows.find(({ item }) => item.source.id === rootId);
    row?.renderRoot.querySelector<ParleyMessageTools>('parley-message-tools')?.focusThread();
  }
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
