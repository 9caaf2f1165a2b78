import type { OpenSession, SessionStore } from '@parley/sdk';
import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { DevicesController } from '../../controllers/devices-controller.js';
import { accountPageStrings } from '../../i18n/account-page-strings.js';
import { accountStrings } from '../../i18n/account-strings.js';
import { lastSeen } from '../../state/last-seen.js';
import { base } from '../../theme/base.styles.js';
import { formStyles } from '../account/form.styles.js';
import { onEscape } from '../account/on-escape.js';
import { icon } from '../icons.js';
import { report } from '../intents.js';
import { logOutStyles } from '../log-out/parley-log-out.styles.js';
import { devicesStyles } from './parley-devices.styles.js';

const { devices: words } = accountPageStrings;

/** How often those that are shown are asked for once more. */
const REFRESH_MS = 20_000;

const marks = {
  phone: icon(
    'M8.5 3h7A1.5 1.5 0 0 1 17 4.5v15a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 7 19.5v-15A1.5 1.5 0 0 1 8.5 3ZM11 18h2',
    24,
  ),
  computer: icon('M5.5 5h13A1.5 1.5 0 0 1 20 6.5V15H4V6.5A1.5 1.5 0 0 1 5.5 5ZM2.5 18.5h19', 24),
} as const;

/**
 * Where the person is logged in, and the way out of there.
 * @fires parley-log-out
 */
export class ParleyDevices extends LitElement {
  static override styles = [base, formStyles, logOutStyles, devicesStyles];

  @property({ attribute: false }) session: SessionStore | null = null;
  @state() private told = '';
  @state() private isAsked = false;
  @query('[role=status]') private readonly line!: HTMLElement | null;
  private readonly list = new DevicesController(this);
  private timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    // What is said of when somebody was there is true for a minute or so.
    this.timer = setInterval(() => {
      this.requestUpdate();
      this.list.refresh();
    }, REFRESH_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('session')) this.list.follow(this.session);
  }

  override render() {
    const { devices, hasFailed, ending } = this.list;
    if (hasFailed) {
      return html`<section>
        <p class="problem" role="alert">${words.failed}</p>
        <button type="button" class="plain retry" @click=${() => this.list.load()}>${accountStrings.retry}</button>
      </section>`;
    }
    if (devices === null) {
      return html`<div class="skeleton" role="status" aria-label=${words.loading}><i></i><i></i><i></i></div>`;
    }
    const { form: problem } = ending.task.problems;
    return html`<section>
      <ul>
        ${devices.map((device) => this.renderDevice(device))}
      </ul>
      ${
        this.list.hasMore
          ? html`<button type="button" class="plain" @click=${() => this.list.more()}>${words.more}</button>`
          : nothing
      }
      ${problem === undefined ? nothing : html`<p class="problem" role="alert">${problem}</p>`}
      <p class="second" role="status" tabindex="-1">${devices.length > 1 ? this.told : this.told || words.onlyHere}</p>
      ${devices.length > 1 ? this.renderEverywhere() : nothing}
    </section>`;
  }

  private renderDevice(device: OpenSession) {
    const name = device.device ?? words.unknown;
    const seen = lastSeen(Date.parse(device.lastSeenAt), Date.now());
    return html`<li>
      ${/iPhone|iPad|Android/.test(name) ? marks.phone : marks.computer}
      <div>
        <bdi>${name}</bdi>
        <p class="second">${device.isCurrent ? html`<strong>${words.current}</strong>` : html`<bdi>${seen}</bdi>`}</p>
      </div>
      ${
        device.isCurrent
          ? nothing
          : html`<button
              type="button"
              class="plain ${this.list.busyWith === device.id ? 'busy' : ''}"
              aria-label=${words.logOutOf(name, seen)}
              @click=${() => this.end(device.id, name)}
            >
              ${words.logOut}
            </button>`
      }
    </li>`;
  }

  private renderEverywhere() {
    if (!this.isAsked) {
      return html`<button type="button" class="plain first" @click=${() => this.ask(true)}>
        ${words.everywhere}
      </button>`;
    }
    const isBusy = this.list.busyWith === 'others';
    return html`<div class="question" role="group" aria-labelledby="question" @keydown=${this.onKeyDown}>
      <p id="question">${words.question}</p>
      <div class="answers ${isBusy ? 'busy' : ''}">
        <button type="button" class="plain danger others" @click=${() => this.endOthers()}>${words.others}</button>
        <button type="button" class="plain danger" @click=${() => this.endAll()}>${words.all}</button>
        <button type="button" class="plain" @click=${() => this.ask(false)}>${words.cancel}</button>
      </div>
    </div>`;
  }

  private async end(id: string, name: string): Promise<void> {
    this.told = '';
    if (await this.list.end(id)) await this.tell(words.loggedOutOf(name));
  }

  private async endOthers(): Promise<void> {
    this.told = '';
    if (!(await this.list.endOthers())) return;
    this.isAsked = false;
    await this.tell(words.othersLoggedOut);
  }

  private async endAll(): Promise<void> {
    if (await this.list.endOthers()) report(this, 'parley-log-out', {});
  }

  /** The button that was pressed is gone. */
  private async tell(told: string): Promise<void> {
    this.told = told;
    await this.updateComplete;
    this.line?.focus();
  }

  private readonly onKeyDown = onEscape(() => this.ask(false));

  private ask(isAsked: boolean): void {
    this.isAsked = isAsked;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(isAsked ? '.others' : '.first')?.focus(),
    );
  }
}
