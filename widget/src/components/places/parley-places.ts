import type { ChatCore } from '@parley/sdk';
import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { dropLink } from '../../controllers/chat-link.js';
import type { LinkedChat } from '../../controllers/chat-link.js';
import { fullChat } from '../../controllers/full-chat.js';
import { homeStrings } from '../../i18n/home-strings.js';
import { placeStrings } from '../../i18n/place-strings.js';
import { strings } from '../../i18n/strings.js';
import { keepWish, takeErrand } from '../../state/match-wish.js';
import type { PlaceName } from '../../state/places.js';
import type { RoomView } from '../../state/room-view.js';
import { base } from '../../theme/base.styles.js';
import { overlayStyles } from '../../theme/overlay.styles.js';
import { headerStyles } from '../header/parley-header.styles.js';
import { icons } from '../icons.js';
import { report, stop } from '../intents.js';
import type { Intents } from '../intents.js';
import type { PlaceElement } from './place-element.js';
import { isPerson, isThread, renderPlace } from './render-place.js';

const finding = () => import('../../finding.js');
const details = () => import('../../room-details.js');
const thread = () => import('../../thread.js');
const profile = () => details().then(({ loadPerson }) => loadPerson());

/** Screens that come later than home, and what brings them. */
const later: Partial<Record<PlaceName, () => Promise<unknown>>> = {
  discover: finding,
  create: finding,
  people: finding,
  match: finding,
  invite: finding,
  bookmarks: () => import('../../bookmarks.js'),
  details,
  pins: details,
  scheduled: () => details().then(({ loadScheduled }) => loadScheduled()),
  members: details,
  addMember: details,
  invites: details,
  sanctions: details,
  roomSettings: details,
};

/**
 * The screens around the rooms, one over the other: the first one is home, or the details of the room beneath.
 * @fires parley-enter, parley-account, parley-back, parley-close, and parley-rename from where messages are written
 */
export class ParleyPlaces extends LitElement {
  static override styles = [base, headerStyles, overlayStyles];

  /** Null while the client starts. */
  @property({ attribute: false }) client: ChatCore | null = null;
  @property({ attribute: false }) view!: RoomView;
  /** The screen to begin with. */
  @property({ attribute: false }) place: PlaceName = 'home';
  @property({ attribute: false }) canClose = false;

  /** The way here, the screen that is shown last. */
  @state() private way: readonly PlaceName[] = [];
  /** The way to a screen that did not load; null when none is missing. */
  @state() private missed: readonly PlaceName[] | null = null;
  @query('h2') private readonly heading!: HTMLElement;
  @query('.screen') private readonly screen!: PlaceElement | null;
  private shown: PlaceElement | null = null;
  /** Counts the people that were here: each has screens of their own. */
  private person = 0;
  private knownId: string | null = null;
  /** The screen that the person comes back from. */
  private left: PlaceName | undefined;
  /** Grows with each way that is taken: what comes late for an earlier one is not shown any more. */
  private turn = 0;

  /** The person was in the chat when this came. */
  private isAsked = false;

  constructor() {
    super();
    this.addEventListener('keydown', this.onKeyDown);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { activeElement } = this.getRootNode() as ShadowRoot;
    this.isAsked = activeElement !== null;
    // The chat, which came before, has listened first.
    addEventListener('hashchange', this.onLink);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.onLink);
    // What was to be done by a screen that never came is not done by a later one.
    takeErrand();
  }

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'inert'];
  }

  override attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    super.attributeChangedCallback(name, before, value);
    // The account over this is left: whom a mail brought there comes from nowhere in the chat, and begins here.
    if (name === 'inert' && value === null)
      queueMicrotask(() => {
        const { activeElement } = this.getRootNode() as ShadowRoot;
        if (this.screen !== null && activeElement === null) void this.focusScreen(this.screen);
      });
  }

  /** How many screens lie one over the other. */
  get depth(): number {
    return this.way.length;
  }

  /** The lowest of them. */
  get ground(): PlaceName | undefined {
    return this.way[0];
  }

  /** One screen back; from the first one out of here. */
  back(): void {
    this.missed = null;
    this.turn++;
    if (this.current === 'invite') dropLink(this.chat);
    if (this.way.length > 1) {
      this.left = this.current;
      this.way = this.way.slice(0, -1);
    } else report(this, 'parley-back', {});
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('place')) this.go(this.place === 'match' ? ['home', 'match'] : [this.place]);
    const { myId } = this.view;
    const isOther = this.knownId !== null && myId !== this.knownId;
    this.knownId = myId;
    // Who became somebody goes on where they were; nothing of one person is left for the next.
    if (isOther || changed.get('client')) {
      this.person++;
      keepWish({});
      takeErrand();
      // To an invitation somebody comes as whoever they like.
      const [first] = this.way;
      this.way = first ? [first === 'invite' && this.chat.mailLink ? first : 'home'] : [];
    }
  }

  protected override updated(): void {
    const { screen } = this;
    if (this.shown === screen) return;
    const isFirst = this.shown === null;
    this.shown = screen;
    // What stands in the page from the start leaves the focus where it is.
    if (screen !== null && (this.canClose || !isFirst || this.isAsked)) void this.focusScreen(screen);
  }

  override render() {
    const { current = this.place, client, view } = this;
    return html`<header>
        ${
          current === 'home'
            ? nothing
            : html`<button type="button" class="back" aria-label=${strings.back} @click=${() => this.back()}>
                ${icons.back}
              </button>`
        }
        <h2 tabindex="-1" dir="auto">${this.titleOf(current)}</h2>
        ${
          view.hasAccounts
            ? html`<button
                type="button"
                aria-label=${view.myId === null ? strings.signIn : strings.account}
                @click=${() => report(this, 'parley-account', {})}
              >
                ${
                  view.myId === null
                    ? icons.person
                    : html`<parley-avatar
                        .person=${view.myId}
                        .name=${view.myName ?? ''}
                        .picture=${view.myPicture}
                      ></parley-avatar>`
                }
              </button>`
            : nothing
        }
        ${
          this.canClose
            ? html`<button type="button" aria-label=${strings.close} @click=${() => report(this, 'parley-close', {})}>
                ${icons.close}
              </button>`
            : nothing
        }
      </header>
      <parley-banner
        .link=${this.missed ? 'unloaded' : view.link}
        .hasAccounts=${view.hasAccounts}
        @parley-reload=${this.onReload}
      ></parley-banner>
      <main
        @parley-go=${stop((event: CustomEvent<Intents['parley-go']>) => this.go([...this.way, event.detail.place]))}
        @parley-back=${stop(() => this.back())}
      >
        ${
          client === null || this.way.length === 0
            ? nothing
            : keyed(this.person, renderPlace(current, fullChat(client), view))
        }
      </main>`;
  }

  private get current(): PlaceName | undefined {
    return this.way.at(-1);
  }

  private titleOf(place: PlaceName): string {
    const { tenantName } = this.view.ways;
    if (isThread(place)) return placeStrings.threadIn(this.view.title);
    return place === 'home' && typeof tenantName === 'string'
      ? homeStrings.greeting(tenantName)
      : placeStrings.titles[isPerson(place) ? 'person' : place];
  }

  /** Out of all of them, into the room. */
  leave(): void {
    report(this, 'parley-back', {});
  }

  /** The chat around. */
  private get chat(): LinkedChat {
    return (this.getRootNode() as ShadowRoot).host as LinkedChat;
  }

  /** Another invitation, whatever was shown of the one before. */
  private readonly onLink = (): void => {
    const { mailLink } = this.chat;
    if (mailLink === location.hash && mailLink[1] === 'i') this.go(['invite']);
  };

  /** Shows the last screen of a way, once it is there. */
  private go(way: readonly PlaceName[]): void {
    const { person } = this;
    const turn = ++this.turn;
    if (way.at(-1) !== 'match') takeErrand();
    const show = (hasFailed: boolean): void => {
      // Somebody else is here by now, or went elsewhere.
      if (person !== this.person || turn !== this.turn) return;
      this.missed = hasFailed ? way : null;
      if (!hasFailed) this.way = way;
    };
    const last = way.at(-1) ?? 'home';
    const load = isPerson(last) ? profile : isThread(last) ? thread : later[last];
    if (load === undefined) show(false);
    else
      load().then(
        () => show(false),
        () => show(true),
      );
  }

  private async focusScreen(screen: PlaceElement): Promise<void> {
    const { left } = this;
    this.left = undefined;
    await screen.updateComplete;
    if (screen.isConnected && !screen.focusFirst(left)) this.heading.focus({ preventScroll: true });
  }

  private readonly onReload = (event: Event): void => {
    if (this.missed === null) return;
    event.stopPropagation();
    this.go(this.missed);
  };

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented || this.way.length < 2) return;
    event.preventDefault();
    event.stopPropagation();
    this.back();
  };
}
