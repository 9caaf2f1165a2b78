import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { AccentController } from '../../controllers/accent-controller.js';
import { takeLink } from '../../controllers/chat-link.js';
import { ChatController } from '../../controllers/chat-controller.js';
import { prefixOf } from '../../controllers/kept-unsent.js';
import { keptTheme } from '../../controllers/kept-theme.js';
import { LauncherController } from '../../controllers/launcher-controller.js';
import { ReadController } from '../../controllers/read-controller.js';
import type { ViewportController } from '../../controllers/viewport-controller.js';
import { strings } from '../../i18n/strings.js';
import { readConfig } from '../../state/chat-config.js';
import type { ConfigResult } from '../../state/chat-config.js';
import type { PlaceName } from '../../state/places.js';
import type { RoomView } from '../../state/room-view.js';
import { lastSeq } from '../../state/unread.js';
import { base } from '../../theme/base.styles.js';
import { tokens } from '../../theme/tokens.js';
import { stop } from '../intents.js';
import type { Intents } from '../intents.js';
import type { ParleyRoom } from '../room/parley-room.js';
import { chatStyles, reset } from './parley-chat.styles.js';

type Intent<Name extends keyof Intents> = CustomEvent<Intents[Name]>;

/** Properties that say which room of which server is meant: a change of one starts anew. */
const CONFIGURATION = ['key', 'room', 'queryNames', 'serverUrl', 'session'] as const;

/** Where the panel's own module came from: the server, unless the page names another. */
const ownServer = new URL('..', import.meta.url).href;

/** From this width on the panel floats; below it covers the screen. */
const isNarrow = (): boolean => matchMedia('(width < 480px)').matches;

/**
 * The chat of a page. As a bubble it shows its button only, and connects when it is first opened; inline and as a page
 * it connects at once.
 * @fires parley-open, parley-close, parley-message, parley-unread - what `Parley.on` hears of
 * @csspart launcher, panel
 * @cssprop --parley-accent - default #5b5bd6; theme/tokens.ts has the others
 */
export class ParleyChat extends LitElement {
  static override styles = [reset, base, tokens, chatStyles];

  /** Draws the launcher of an element that the page itself wrote; given by the loader. */
  static draw: ((host: HTMLElement) => unknown) | null = null;

  /** Public key of the tenant, `pk_...`. */
  @property() key: string | null = null;
  /** Slug of a room, or `page` for the room of this page; without it the chat opens on home. */
  @property() room: string | null = null;
  /** Query parameters that make another page for `room="page"`, by blanks or commas. */
  @property({ attribute: 'query' }) queryNames: string | null = null;
  /** Address of the server; default: where the script came from. */
  @property({ attribute: 'server-url' }) serverUrl: string | null = null;
  /** Where the session is kept: `browser`, `tab` or `memory`. */
  @property() session: string | null = null;
  /** `bubble`, `inline` or `page`. */
  @property({ reflect: true }) mode: string | null = null;
  /** `light`, `dark`, else as the system says. */
  @property({ reflect: true }) theme: string | null = null;
  /** Any CSS colour. */
  @property() accent: string | null = null;

  /** The link in the address that brought the person here, while it is good for something; else ''. */
  mailLink = '';

  @state() private isOpen = false;
  @state() private hasOpened = false;
  @state() private isInAccount = false;
  /** The screen around the rooms that is shown; null in a room. */
  @state() private place: PlaceName | null = null;
  private isTurnedAway = false;
  /** Asks again for the part that did not load; null when none is missing. */
  @state() private again: (() => void) | null = null;
  /** The one that was asked for last: it is shown once it is loaded. */
  private wanted: PlaceName | null = null;
  @query('.probe') readonly probe!: Element | null;
  @query('dialog') private readonly dialog!: HTMLDialogElement | null;
  @query('parley-room') private readonly screen!: ParleyRoom | null;

  /** For the parts that come later. */
  readonly reading = new ReadController(this);
  readonly chat = new ChatController(
    this,
    (view) => this.onView(view),
    () => this.enterAccount(true),
  );
  private readonly launcher = new LauncherController(
    this,
    () => ({ isOpen: this.isOpen, unread: this.unread }),
    () => (this.isOpen ? this.close() : this.open()),
  );
  private accents?: AccentController;
  private viewport?: ViewportController;
  private toldSeq: number | null = null;
  private toldUnread = 0;
  private parts?: Promise<unknown> | undefined;
  private tools?: Promise<unknown> | undefined;
  /** All that is unread, once the part has come that knows it; what the loader's badge counted stands here already. */
  declare totalUnread?: number | null;

  constructor() {
    super();
    // Keys pressed in the chat are not shortcuts of the page, which sees only this element as their target.
    for (const type of ['keydown', 'keyup', 'keypress'])
      this.addEventListener(type, (event) => event.stopPropagation());
    this.addEventListener('keydown', this.onKeyDown);
  }

  /** Opens the panel, connects if need be, and puts the person where they write. */
  open(): void {
    if (!this.isBubble || this.isOpen) return;
    this.isOpen = true;
    this.begin();
    this.reading.setOpen(!this.isCovered);
    this.tell('open', {});
    void this.updateComplete.then(() => this.showPanel());
  }

  /** Closes the panel; the draft and the connection stay. */
  close(): void {
    if (!this.isOpen || !this.isBubble) return;
    this.isOpen = false;
    this.reading.setOpen(false);
    this.dialog?.close();
    this.launcher.focus();
    this.tell('close', {});
  }

  /** Signs the visitor in with a token of the site's own login. */
  identify(user: { token: string }): void {
    this.isInAccount = false;
    this.chat.identify(user.token);
  }

  /** Ends the visitor's session here. */
  logout(): void {
    this.totalUnread = null;
    this.requestUpdate();
    // What the person had begun to write goes with them, also while nothing of the chat is there.
    import('../../controllers/forget-unsent.js').then(
      ({ forgetUnsent }) => forgetUnsent(prefixOf(this.key)),
      () => undefined,
    );
    const result = this.configuration;
    if ('config' in result) this.chat.logout(result.config).catch(() => undefined);
  }

  /** Takes the chat off the page, with its connection. */
  destroy(): void {
    this.chat.stop();
    this.remove();
  }

  /** Calls `fn` at each `open`, `close`, `message` and `unread` from now on. */
  on(event: string, fn: (detail: unknown) => void): void {
    this.addEventListener(`parley-${event}`, (fired) => fn((fired as CustomEvent<unknown>).detail));
  }

  override connectedCallback(): void {
    // What the person chose comes before what the site did.
    this.theme = keptTheme(this.session) ?? this.theme;
    super.connectedCallback();
    if (!this.isBubble || this.hasOpened) this.begin();
    addEventListener('hashchange', this.followLink);
    this.followLink();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.followLink);
    // A page may move its elements about: only one that stays away is gone.
    queueMicrotask(() => {
      if (!this.isConnected) this.chat.stop();
    });
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    // The button first, and then Lit: what Lit draws comes before it, and so does the focus.
    if (this.isBubble && this.shadowRoot === null) ParleyChat.draw?.(this);
    const drawn = [...(this.shadowRoot?.adoptedStyleSheets ?? [])];
    const root = super.createRenderRoot();
    this.launcher.take(this.shadowRoot);
    if (this.shadowRoot !== null) {
      this.shadowRoot.adoptedStyleSheets = [...drawn, ...this.shadowRoot.adoptedStyleSheets];
    }
    return root;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('accent')) this.tint();
    // Before the first render a value was undefined; what comes later is a change of the page's mind.
    const isOther = CONFIGURATION.some((name) => changed.get(name) !== undefined);
    if (isOther && this.hasOpened) {
      this.chat.stop();
      this.reading.reset();
      this.begin();
    }
    const { unread } = this;
    if (unread !== this.toldUnread) this.tell('unread', { count: (this.toldUnread = unread) });
  }

  /** The default colours can be read as they are; others are seen to, also when the page's style sheets have changed. */
  private tint(): void {
    const styles = getComputedStyle(this);
    const isOwn = this.accent ?? ['accent', 'bubble'].some((name) => styles.getPropertyValue(`--parley-${name}`));
    if (this.accents) this.accents.refresh();
    else if (isOwn)
      import('../../controllers/accent-controller.js').then(
        ({ AccentController }) => (this.accents ??= new AccentController(this)).refresh(),
        () => undefined,
      );
  }

  override render() {
    const name = strings.chatIn(this.chat.view.title || strings.lobby);
    return html`<i class="probe" hidden></i> ${
        this.isBubble
          ? html`<dialog part="panel" aria-label=${name} @cancel=${this.onCancel} @close=${this.onClosed}>
              ${this.hasOpened ? this.renderScreen() : nothing}
            </dialog>`
          : html`<section class="place" part="panel" role="region" aria-label=${name}>${this.renderScreen()}</section>`
      }`;
  }

  private renderScreen() {
    const result = this.configuration;
    if ('problem' in result) {
      // Nobody who set it up right loads it.
      import('../../set-up.js').catch(() => undefined);
      return html`<parley-set-up
        .problem=${result.problem}
        .canClose=${this.isBubble}
        @parley-close=${stop(() => this.close())}
      ></parley-set-up>`;
    }
    const { again, chat } = this;
    const view: RoomView = again ? { ...chat.view, link: 'unloaded' } : chat.view;
    const reload = stop(() => (again ? again() : chat.reload()));
    const rename = stop((event: Intent<'parley-rename'>) => chat.rename(event.detail.name));
    return html`<parley-room
        ?inert=${this.isCovered}
        .view=${view}
        .newFromSeq=${this.reading.newFromSeq}
        .unread=${this.reading.unread}
        .canClose=${this.isBubble}
        @parley-send=${stop((event: Intent<'parley-send'>) => {
          this.reading.answer();
          this.chat.send(event.detail.text);
        })}
        @parley-rename=${rename}
        @parley-message-retry=${stop((event: Intent<'parley-message-retry'>) => this.chat.retry(event.detail.key))}
        @parley-message-delete=${stop((event: Intent<'parley-message-delete'>) => this.chat.discard(event.detail.key))}
        @parley-load-before=${stop(() => this.chat.loadBefore())}
        @parley-at-end=${stop((event: Intent<'parley-at-end'>) => this.reading.setAtEnd(event.detail.isAtEnd))}
        @parley-reload=${reload}
        @parley-account=${stop(() => this.enterAccount())}
        @parley-go=${stop((event: Intent<'parley-go'>) => this.go(event.detail.place))}
        @parley-write=${stop(() => undefined)}
        @parley-close=${stop(() => this.close())}
      ></parley-room>
      ${
        this.place
          ? html`<parley-places
              ?inert=${this.isInAccount}
              .client=${this.chat.client}
              .place=${this.place}
              .view=${view}
              .canClose=${this.isBubble}
              @parley-account=${stop(() => this.enterAccount())}
              @parley-enter=${stop((event: Intent<'parley-enter'>) => this.enter(event.detail))}
              @parley-rename=${rename}
              @parley-back=${stop(() => this.leavePlaces())}
              @parley-reload=${reload}
              @parley-close=${stop(() => this.close())}
            ></parley-places>`
          : nothing
      }
      ${
        this.isInAccount
          ? html`<parley-account
              .session=${this.chat.session}
              .isTurnedAway=${this.isTurnedAway}
              .view=${view}
              .canClose=${this.isBubble}
              @parley-log-out=${stop(() => this.logout())}
              @parley-leave=${stop((event: Intent<'parley-leave'>) => this.leaveAccount(event.detail.isDone))}
              @parley-close=${stop(() => this.close())}
            ></parley-account>`
          : nothing
      }`;
  }

  /** Sent here by a mail: a screen does the rest. The first chat that the link is for takes it. */
  private readonly followLink = (): void => {
    // Elsewhere the end of the address is the page's.
    if (this.mode === 'page' && /\/\d+$/.test(location.hash))
      import('../../message-link.js').then(
        ({ followMessageLink }) => followMessageLink(this, (at) => this.enter({ at })),
        () => undefined,
      );
    if (!takeLink(this)) return;
    this.open();
    if (this.mailLink[1] === 'i') this.go('invite');
    else this.enterAccount();
  };

  /** Messages that the person has not read, of all rooms that are known. */
  get unread(): number {
    return this.totalUnread ?? this.reading.unread;
  }

  /** Another screen lies over the room. */
  private get isCovered(): boolean {
    return this.isInAccount || this.place !== null;
  }

  private get isBubble(): boolean {
    return this.mode !== 'inline' && this.mode !== 'page';
  }

  private get configuration(): ConfigResult {
    return readConfig(this, location.protocol === 'https:', ownServer);
  }

  /** Connects, if the configuration allows it. */
  private begin(): void {
    this.hasOpened = true;
    if (!this.isBubble) this.reading.setOpen(true);
    const result = this.configuration;
    if (!('config' in result)) return;
    // Before it is loaded already: nobody is to see the room first.
    if (this.room === null && !this.chat.client) this.go((this.place = 'home'));
    const canonical = document.querySelector('link[rel=canonical]')?.getAttribute('href') ?? null;
    const queryNames = this.queryNames?.split(/[\s,]+/).filter(Boolean) ?? [];
    this.chat.start({ config: result.config, page: { canonical, location: location.href, queryNames } });
  }

  /** Shows the screens of the account, which are loaded when first asked for. */
  private enterAccount(isTurnedAway = false): void {
    import('../../account-screen.js').then(
      () => {
        this.isInAccount = true;
        this.isTurnedAway = isTurnedAway;
        this.again = null;
        this.reading.setOpen(false);
      },
      () => (this.again = () => this.enterAccount(isTurnedAway)),
    );
  }

  /** Shows a screen around the rooms; they are loaded when the first one is asked for. */
  private go(place: PlaceName): void {
    this.wanted = place;
    import('../../places.js').then(
      () => {
        // What was asked for first need not be there first.
        if (this.wanted !== place) return;
        this.place = place;
        this.again = null;
        this.reading.setOpen(false);
      },
      () => {
        this.place = null;
        this.again = () => this.go(place);
      },
    );
  }

  /** Shows a room; for the parts that come later. */
  enter({ at, stays }: Intents['parley-enter']): void {
    this.reading.reset();
    this.toldSeq = null;
    this.chat.enter(at);
    if (!stays) void this.leavePlaces();
  }

  /** Whether the room can be seen, as far as it lies with the panel. */
  private look(): void {
    this.reading.setOpen((this.isOpen || !this.isBubble) && !this.isCovered);
  }

  private async leavePlaces(): Promise<void> {
    this.place = this.wanted = null;
    this.look();
    await this.updateComplete;
    this.screen?.focusComposer();
  }

  private async leaveAccount(isDone: boolean): Promise<void> {
    this.isInAccount = false;
    this.look();
    await this.updateComplete;
    // Who only went back is put where they came from, by the screen itself.
    if (isDone) this.screen?.focusComposer();
  }

  private async showPanel(): Promise<void> {
    if (!this.isOpen || this.dialog?.open !== false) return;
    this.tint();
    // Over the whole screen nothing beneath may be reached; beside the page the page stays in use.
    if (isNarrow()) {
      this.dialog.showModal();
      // Until it comes, a phone's keyboard may lie over the composer.
      import('../../controllers/viewport-controller.js').then(
        ({ ViewportController }) => (this.viewport ??= new ViewportController(this)).measure(),
        () => undefined,
      );
    } else this.dialog.show();
    await this.screen?.showUnread();
    this.screen?.focusComposer();
  }

  private onView(view: RoomView): void {
    const { myId } = this.chat.view;
    if (myId !== null && myId !== view.myId) return this.onOther();
    // A visitor has no rooms, is not seen, and needs none of it.
    if (view.myId)
      this.parts ??= import('../../people-parts.js').then(
        ({ PeopleController }) => new PeopleController(this),
        () => (this.parts = undefined),
      );
    if (view.phase !== 'ready') return;
    if (
      view.myId ||
      view.hasAfter ||
      view.items.some(
        ({ source }) =>
          source.streaming ||
          source.editedAt ||
          source.replyTo ||
          source.thread ||
          source.encrypted ||
          source.reactions.length,
      )
    )
      this.tools ??= import('../../message-tools.js').then(
        ({ MessageTools }) => new MessageTools(this),
        () => (this.tools = undefined),
      );
    if (this.reading.show(view.items, view.readSeq)) void this.updateComplete.then(() => this.screen?.showUnread());
    const told = this.toldSeq ?? Number.POSITIVE_INFINITY;
    this.toldSeq = Math.max(this.toldSeq ?? 0, lastSeq(view.items));
    for (const { seq, own, text, authorName, gone, source } of view.items) {
      if (seq !== null && seq > told && !own && !gone && !source.system)
        this.tell('message', { text, author: authorName });
    }
  }

  /** Somebody else is here, or nobody: what one person has read, and where they went, says nothing of the next one. */
  private onOther(): void {
    this.reading.reset();
    this.toldSeq = null;
    this.chat.enter(null);
    // To an invitation somebody comes as whoever they like.
    if (this.place && this.mailLink[1] !== 'i') this.go('home');
  }

  private tell(event: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(`parley-${event}`, { detail }));
  }

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented || !this.isOpen) return;
    event.preventDefault();
    this.close();
  };

  /** Told late: it may be open again. */
  private readonly onClosed = (): void => {
    if (this.dialog?.open === false) this.close();
  };

  /** The browser's own ways to dismiss a dialog (a phone's back gesture) go the same way as the button. */
  private readonly onCancel = (event: Event): void => {
    event.preventDefault();
    this.close();
  };
}
