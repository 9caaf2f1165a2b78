import { createChatCore } from '@parley/sdk';
import type { ChatCore, RoomAddress, SendOptions, SessionStore } from '@parley/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { strings } from '../i18n/strings.js';
import type { Ways } from '../state/account.js';
import type { ChatConfig } from '../state/chat-config.js';
import { defaultTextLimits, readTextLimits } from '../state/composer-rules.js';
import type { TextLimits } from '../state/composer-rules.js';
import { emptyRoomView } from '../state/room-view.js';
import type { RoomView } from '../state/room-view.js';
import { isSame, keepUnsent, keptUnsent, nameOf, prefixOf, unsentOf } from './kept-unsent.js';
import { RoomViewBuilder } from './room-view-builder.js';
import type { Place, Run } from './run.js';

/** The widget's one connection to the SDK: starts it, shows its values as a view, passes a person's wishes on. */
export class ChatController implements ReactiveController {
  /** The room as it is now. */
  view: RoomView = emptyRoomView;
  /** Adds what is only known of people, once the part of the widget has come that knows it. */
  decorate = (view: RoomView): RoomView => view;
  /** What the message that is being sent belongs to; asked once for each. */
  options = (): SendOptions | undefined => undefined;
  private place: Place | null = null;
  private run: Run | null = null;
  /** What the site's own login says of who is there; null while it says nothing. */
  private token: string | null = null;
  private isRefused = false;
  private pendingName: string | null = null;
  private hasNameFailed = false;
  private hasBeforeFailed = false;
  private limits: TextLimits = defaultTextLimits;
  private ways: Ways = {};
  private builder = new RoomViewBuilder();
  private isRefreshing = false;

  /**
   * @param onView called before each change of `view`, with the next one
   * @param onStranger called when somebody wants to write who needs an account for it
   */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly onView: (view: RoomView) => void,
    private readonly onStranger: () => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {}

  /** Begins to follow the room. Nothing is written anywhere before `send`. */
  start(place: Place): void {
    if (this.place !== null) return;
    this.place = place;
    const { config, page } = place;
    if (config.slug !== null) {
      this.follow(place, config.slug);
      return;
    }
    // Most pages name their room, and need not load what makes a name from an address.
    import('../state/page-room.js').then(
      ({ pageSlug }) => this.follow(place, pageSlug(page)),
      () => this.show({ ...emptyRoomView, title: strings.thisPage, phase: 'error', problem: 'network' }),
    );
  }

  /** Ends the client. */
  stop(): void {
    const { run } = this;
    this.place = this.run = null;
    this.builder = new RoomViewBuilder();
    this.hasBeforeFailed = this.hasNameFailed = false;
    this.view = emptyRoomView;
    if (run === null) return;
    for (const undo of run.undo) undo();
    void run.chat.close();
  }

  /** Sends a message; the first one of a visitor makes the guest, under the name that was given. */
  send(text: string): void {
    const { run, pendingName } = this;
    if (run === null) return;
    if (pendingName !== null && run.chat.session.get().status === 'none') {
      // The message does not wait for it: should this fail, the message's own guest is made under another name.
      run.chat.session.guest({ displayName: pendingName }).catch(() => undefined);
    }
    // A failure is shown at the message itself.
    run.room.send(text, this.options()).catch(({ code }) => {
      // Nobody came of it: guests are not let in here.
      if (code === 'forbidden' && run.chat.session.get().user === null) this.onStranger();
    });
  }

  /** Sends a failed message again. */
  retry(key: string): void {
    this.run?.room.retry(key).catch(() => undefined);
  }

  /** Takes a failed message away. */
  discard(key: string): void {
    this.run?.room.discard(key);
  }

  /** Loads the page before the oldest message. */
  loadBefore(): void {
    const { run } = this;
    if (run === null) return;
    const { room } = run;
    this.hasBeforeFailed = false;
    room.loadBefore().catch(() => {
      this.hasBeforeFailed = room === this.run?.room;
      this.refresh();
    });
  }

  /** Takes a display name: at once where there is a session, else for the guest to come. An empty one is no name. */
  rename(name: string): void {
    this.pendingName = name === '' ? null : name;
    this.hasNameFailed = false;
    this.refresh();
    this.settleName();
  }

  /** Asks for the room again after it could not be read. */
  reload(): void {
    if (this.run === null) this.restart();
    else this.run.room.reload();
  }

  /**
   * Shows another room; what is being sent in the one before still goes out.
   * @param at null for the room that the page named
   */
  enter(at: RoomAddress | null): void {
    const { run } = this;
    if (run === null) return;
    this.hasBeforeFailed = false;
    // Whoever comes back looks for what is new.
    run.room.showNewest();
    const next = at ?? run.first;
    run.at = run.met.get(nameOf(next)) ?? next;
    run.room = run.chat.room(run.at);
    this.meet(nameOf(next));
    this.builder = new RoomViewBuilder();
    // Nothing of the room before is compared with this one.
    this.view = { ...this.view, items: [] };
    for (const undo of run.undo.splice(0)) undo();
    this.subscribe(run);
  }

  /** Where the room is that is shown, undefined before `start`. */
  get at(): RoomAddress | undefined {
    return this.run?.at;
  }

  /** The running client, null before `start`. */
  get client(): ChatCore | null {
    return this.run?.chat ?? null;
  }

  /** The session of the running client, null before `start`. */
  get session(): SessionStore | null {
    return this.run?.chat.session ?? null;
  }

  /** Signs the person in with a token of the site's own login, now or when the client starts. */
  identify(token: string): void {
    // A page may hand over anything.
    this.token = `${token}`;
    this.name();
  }

  /** Ends the person's session in this browser and on the server; whoever is named afterwards is not concerned. */
  async logout({ url, key, session }: ChatConfig): Promise<void> {
    const { run } = this;
    this.token = this.pendingName = null;
    this.hasNameFailed = this.isRefused = false;
    const chat = run?.chat ?? createChatCore({ url, key, storage: session, session: 'none' });
    await chat.session.logout();
    if (run === null) await chat.close();
  }

  /** Tells the session whom the site names. */
  private name(): void {
    const { run, token } = this;
    this.isRefused = false;
    if (run === null || token === null) return;
    run.chat.session.identify({ token }).catch(({ code, retryable }) => {
      // What passes is tried again by itself; and somebody else may have been named meanwhile.
      if (run !== this.run || token !== this.token || retryable || code === 'superseded') return;
      this.isRefused = true;
      this.refresh();
    });
    this.refresh();
  }

  private restart(): void {
    const { place } = this;
    if (place === null) return;
    this.stop();
    this.start(place);
  }

  private follow(place: Place, slug: string): void {
    // The page may have been left, or may mean another room by now.
    if (this.place !== place || this.run !== null) return;
    const { url, key, session } = place.config;
    const chat = createChatCore({ url, key, storage: session, session: 'none' });
    const at = { slug };
    const prefix = session === 'memory' ? '' : prefixOf(key);
    this.run = { chat, first: at, at, room: chat.room(at), prefix, met: new Map(), undo: [] };
    this.meet(slug);
    // Before anybody else is looked for.
    this.name();
    this.subscribe(this.run);
    void this.readLimits(chat);
  }

  private subscribe(run: Run): void {
    run.undo.push(
      run.chat.session.subscribe(({ status, user }) => {
        // Whom the site named has left, in another tab: it says nothing of whoever comes now.
        if (status === 'none' && this.view.myId !== null) this.token = null;
        // The name was meant for a guest to come; an account has its own.
        if (user !== null && user.kind !== 'guest') this.pendingName = null;
        this.settleName();
        this.refresh();
      }),
      run.chat.connection.subscribe(() => this.refresh()),
      run.room.timeline.subscribe(() => this.refresh()),
    );
  }

  /** A name that waited is set as soon as there is somebody to bear it. */
  private settleName(): void {
    const { run, pendingName } = this;
    if (run === null || pendingName === null) return;
    const { status, user } = run.chat.session.get();
    if (status !== 'active' || user === null) return;
    if (user.displayName === pendingName) {
      this.pendingName = null;
      return;
    }
    run.chat.session.update({ displayName: pendingName }).then(
      () => this.nameDone(pendingName, false),
      () => this.nameDone(pendingName, true),
    );
  }

  private nameDone(name: string, hasFailed: boolean): void {
    if (this.pendingName !== name) return;
    this.pendingName = null;
    this.hasNameFailed = hasFailed;
    this.refresh();
  }

  private async readLimits(chat: ChatCore): Promise<void> {
    try {
      const limits = await chat.limits();
      this.limits = readTextLimits(limits);
      this.ways = limits;
      this.refresh();
    } catch {
      // The defaults hold; the server refuses what it does not take.
    }
  }

  /** Several stores often change in one go: one view for all of them. */
  refresh(): void {
    if (this.isRefreshing) return;
    this.isRefreshing = true;
    queueMicrotask(() => {
      this.isRefreshing = false;
      const { run, place } = this;
      if (run === null || place === null) return;
      const { at, first } = run;
      this.show({
        at: JSON.stringify(at),
        ...this.builder.build({
          timeline: run.room.timeline.get(),
          connection: run.chat.connection.get(),
          session: run.chat.session.get(),
          slug: at === first ? place.config.slug : 'slug' in at ? at.slug : undefined,
          limits: this.limits,
          ways: this.ways,
          pendingName: this.pendingName,
          hasNameFailed: this.hasNameFailed,
          isIdentified: this.token !== null,
          isRefused: this.isRefused,
          hasBeforeFailed: this.hasBeforeFailed,
          keptUnder: run.prefix,
        }),
      });
    });
  }

  /** The room that is shown goes by that name, too; what was left unsent there is in it again, for whoever wrote it. */
  private meet(name: string | null): void {
    const { run } = this;
    if (!run || !name || run.met.has(name)) return;
    run.met.set(name, run.at);
    const { room, prefix } = run;
    const unsent = prefix ? keptUnsent(prefix + name) : [];
    if (unsent.length > 0) room.restore(unsent);
    // By all of its names.
    if (unsentOf(room.timeline.get().items).length > 0) keepUnsent(run);
    this.refresh();
  }

  private show(view: RoomView): void {
    const shown = this.decorate(view);
    const { run, view: before } = this;
    // Whoever leaves takes along what is theirs.
    const hasLeft = before.myId !== null && before.myId !== shown.myId;
    if (run && (hasLeft || !isSame(unsentOf(shown.items), unsentOf(before.items)))) keepUnsent(run);
    const { room } = shown;
    if (room) for (const name of [room.slug, room.id]) this.meet(name);
    this.onView(shown);
    // Another room may have been entered by that.
    this.view = this.view === before ? shown : { ...shown, items: [] };
    this.host.requestUpdate();
  }
}
