import type { Chat, ChatCore } from '@parley/sdk';
import { withPeople } from '@parley/sdk';
import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { placeStrings } from '../../i18n/place-strings.js';
import { strings } from '../../i18n/strings.js';
import type { PlaceName } from '../../state/places.js';
import type { RoomView } from '../../state/room-view.js';
import { base } from '../../theme/base.styles.js';
import { overlayStyles } from '../../theme/overlay.styles.js';
import { headerStyles } from '../header/parley-header.styles.js';
import { icons } from '../icons.js';
import { report, stop } from '../intents.js';
import type { Intents } from '../intents.js';
import type { PlaceElement } from './place-element.js';
import { renderPlace } from './render-place.js';

const finding = () => import('../../finding.js');

/** Screens that come later than home, and what brings them. */
const later: Partial<Record<PlaceName, () => Promise<unknown>>> = {
  discover: finding,
  create: finding,
  people: finding,
  match: finding,
  invite: finding,
  details: () => import('../../room-details.js'),
};

/** A client is given its people once, however often the screens come and go. */
const people = new WeakMap<ChatCore['parts'], Chat>();

/**
 * The screens around the rooms, one over the other: the first one is home, or the details of the room beneath.
 * @fires parley-enter, parley-account, parley-back, parley-close
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
  @state() private hasFailed = false;
  @query('h2') private readonly heading!: HTMLElement;
  @query('.screen') private readonly screen!: PlaceElement | null;
  private shown = '';

  constructor() {
    super();
    this.addEventListener('keydown', this.onKeyDown);
  }

  /** One screen back; from the first one out of here. */
  back(): void {
    if (this.way.length > 1) this.way = this.way.slice(0, -1);
    else report(this, 'parley-back', {});
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('place')) this.go(this.place === 'match' ? ['home', 'match'] : [this.place]);
  }

  protected override updated(): void {
    const { current } = this;
    if (this.shown === current || current === undefined || this.screen === null) return;
    this.shown = current;
    void this.focusScreen(this.screen);
  }

  override render() {
    const { current = this.place, chat, view } = this;
    return html`<header>
        ${
          current === 'home'
            ? nothing
            : html`<button type="button" class="back" aria-label=${strings.back} @click=${() => this.back()}>
                ${icons.back}
              </button>`
        }
        <h2 tabindex="-1">${placeStrings.titles[current]}</h2>
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
      <parley-banner .link=${this.hasFailed ? 'unloaded' : view.link} .hasAccounts=${view.hasAccounts}></parley-banner>
      <main
        @parley-go=${stop((event: CustomEvent<Intents['parley-go']>) => this.go([...this.way, event.detail.place]))}
        @parley-back=${stop(() => this.back())}
      >
        ${chat === null || this.way.length === 0 ? nothing : renderPlace(current, chat, view)}
      </main>`;
  }

  private get current(): PlaceName | undefined {
    return this.way.at(-1);
  }

  /** Shows the last screen of a way, once it is there. */
  private go(way: readonly PlaceName[]): void {
    const show = (hasFailed: boolean): void => {
      this.hasFailed = hasFailed;
      if (!hasFailed) this.way = way;
    };
    const load = later[way.at(-1) ?? 'home'];
    if (load === undefined) show(false);
    else
      load().then(
        () => show(false),
        () => show(true),
      );
  }

  private get chat(): Chat | null {
    const { client } = this;
    if (client === null) return null;
    const chat = people.get(client.parts) ?? withPeople(client);
    people.set(client.parts, chat);
    return chat;
  }

  private async focusScreen(screen: PlaceElement): Promise<void> {
    await screen.updateComplete;
    if (screen.isConnected && !screen.focusFirst()) this.heading.focus({ preventScroll: true });
  }

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented || this.way.length < 2) return;
    event.preventDefault();
    event.stopPropagation();
    this.back();
  };
}
