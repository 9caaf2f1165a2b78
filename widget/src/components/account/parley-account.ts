import type { Register, SessionStore, User } from '@parley/sdk';
import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { AccountController } from '../../controllers/account-controller.js';
import { accountStrings } from '../../i18n/account-strings.js';
import { strings } from '../../i18n/strings.js';
import type { Step } from '../../state/account.js';
import type { Link } from '../../state/room-view.js';
import { base } from '../../theme/base.styles.js';
import { headerStyles } from '../header/parley-header.styles.js';
import { icon, icons } from '../icons.js';
import { report, stop } from '../intents.js';
import type { Intents } from '../intents.js';
import type { ParleyProfile } from '../profile/parley-profile.js';
import type { ParleySignIn } from '../sign-in/parley-sign-in.js';
import { accountStyles } from './parley-account.styles.js';

type Intent<Name extends keyof Intents> = CustomEvent<Intents[Name]>;

const back = icon('M14.5 5.5 8 12l6.5 6.5', 20);

/**
 * The screens of the account, one at a time: who I am, or the ways to be somebody. Each thing that can be done on the own
 * account is a section of its own.
 * @fires parley-log-out, parley-leave, parley-close
 */
export class ParleyAccount extends LitElement {
  static override styles = [base, headerStyles, accountStyles];

  /** Whose screens these are; null while the client starts. */
  @property({ attribute: false }) session: SessionStore | null = null;
  /** The person wanted to write, which guests may not do here. */
  @property({ attribute: false }) isTurnedAway = false;
  @property({ attribute: false }) link: Link = 'fine';
  /** The name the person writes under, or will. */
  @property({ attribute: false }) name: string | null = null;
  @property({ attribute: false }) canClose = false;

  @state() private step: Step = 'welcome';
  @state() private told: string | null = null;
  @query('main') private readonly main!: HTMLElement;
  @query('h2') private readonly heading!: HTMLElement;
  @query('parley-sign-in') private readonly signIn!: ParleySignIn | null;
  @query('parley-profile') private readonly profile!: ParleyProfile | null;
  private readonly account = new AccountController(this);
  private shown = '';
  private opener: Element | null = null;

  constructor() {
    super();
    this.addEventListener('keydown', this.onKeyDown);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.opener = document.activeElement;
    while (this.opener?.shadowRoot?.activeElement) this.opener = this.opener.shadowRoot.activeElement;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.opener instanceof HTMLElement) this.opener.focus({ preventScroll: true });
  }

  /** One screen back; from the first one out of the account. */
  back(): void {
    if (this.step !== 'welcome') this.go('welcome');
    else if (this.profile?.mayLeave() !== false) report(this, 'parley-leave', { isDone: false });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('session')) this.account.follow(this.session);
    if (changed.has('isTurnedAway') && this.isTurnedAway) {
      this.account.close('guest');
      this.told = accountStrings.closed.guest;
    }
    // Made an account in another tab.
    if (this.account.session.user?.kind === 'registered') this.step = 'welcome';
  }

  protected override updated(): void {
    // Signed in by the site meanwhile: there are no accounts any more.
    if (this.account.session.user?.kind === 'external') report(this, 'parley-leave', { isDone: false });
    const { screenTitle } = this;
    if (this.shown === screenTitle) return;
    this.shown = screenTitle;
    void this.focusScreen();
  }

  override render() {
    const { account } = this;
    const { user, status } = account.session;
    const isResuming = user === null && status === 'pending' && !account.task.isBusy;
    return html`<header>
        <button type="button" class="back" aria-label=${accountStrings.back} @click=${() => this.back()}>
          ${back}
        </button>
        <h2 tabindex="-1">${this.screenTitle}</h2>
        ${
          this.canClose
            ? html`<button type="button" aria-label=${strings.close} @click=${() => report(this, 'parley-close', {})}>
                ${icons.close}
              </button>`
            : nothing
        }
      </header>
      <parley-banner .link=${account.isOffline ? 'offline' : this.link}></parley-banner>
      <main>
        <div class="column">
          <div class="told" role="status">${this.told}</div>
          ${
            isResuming
              ? html`<parley-profile></parley-profile>`
              : user !== null && this.step === 'welcome'
                ? this.renderMe(user)
                : this.renderSignIn(user)
          }
        </div>
      </main>`;
  }

  private renderSignIn(user: User | null) {
    const { account } = this;
    return html`<parley-sign-in
      .step=${this.step}
      .task=${account.task}
      .closed=${account.closed}
      .name=${user?.displayName ?? this.name}
      .isGuest=${user !== null}
      @parley-step=${stop((event: Intent<'parley-step'>) => this.go(event.detail.step))}
      @parley-guest=${stop(() => this.settle(account.guest(this.name)))}
      @parley-log-in=${stop((event: Intent<'parley-log-in'>) => this.settle(account.logIn(event.detail)))}
      @parley-sign-up=${stop((event: Intent<'parley-sign-up'>) => this.onSignUp(event.detail))}
    ></parley-sign-in>`;
  }

  /** Who I am, and below it a section for each thing that can be done about it; the way out is the last. */
  private renderMe(user: User) {
    const { account } = this;
    const isGuest = user.kind === 'guest';
    return html`<div class="me">
        <parley-avatar .person=${user.id} .name=${user.displayName} .picture=${user.avatarUrl}></parley-avatar>
        <div class="name"><bdi>${user.displayName}</bdi></div>
        <div class="what">
          ${isGuest ? accountStrings.guest : html`<bdi>@${user.username}</bdi>`}${this.renderEmail()}
        </div>
      </div>
      ${
        isGuest
          ? html`<parley-upgrade
              .canUpgrade=${!account.closed.has('signUp')}
              @parley-step=${stop((event: Intent<'parley-step'>) => this.go(event.detail.step))}
            ></parley-upgrade>`
          : nothing
      }
      <parley-profile
        .me=${account.me}
        .hasFailed=${account.hasMeFailed}
        .task=${account.saving}
        @parley-profile=${stop((event: Intent<'parley-profile'>) => {
          this.told = null;
          return account.save(event.detail);
        })}
        @parley-profile-reload=${stop(() => account.load())}
      ></parley-profile>
      <hr class="rule" />
      <parley-log-out
        .guestName=${isGuest ? user.displayName : null}
        @parley-log-out=${() => this.go('welcome', accountStrings.loggedOut)}
      ></parley-log-out>`;
  }

  private renderEmail() {
    const { me } = this.account;
    if (me === null || me.email === null) return nothing;
    return html`<br /><bdi>${me.email}</bdi>${
        me.emailVerifiedAt === null ? html` · ${accountStrings.unconfirmed}` : nothing
      }`;
  }

  private get screenTitle(): string {
    const { user } = this.account.session;
    if (this.step === 'logIn') return accountStrings.logIn;
    if (this.step === 'signUp') return user === null ? accountStrings.createAccount : accountStrings.upgradeTitle;
    return user === null ? accountStrings.welcome : accountStrings.account;
  }

  private go(step: Step, told: string | null = null): void {
    this.step = step;
    this.told = told;
    this.account.reset();
  }

  /** Out, once the person is somebody; a way that turned out to be closed is told and not offered again. */
  private async settle(attempt: Promise<boolean>): Promise<void> {
    const before = this.account.closed;
    const isDone = await attempt;
    if (isDone) return report(this, 'parley-leave', { isDone });
    const closed = [...this.account.closed].find((way) => !before.has(way));
    if (closed !== undefined) this.go('welcome', accountStrings.closed[closed]);
  }

  private onSignUp(input: Register): void {
    const isGuest = this.account.session.user !== null;
    const attempt = this.account.signUp(input);
    if (!isGuest) return void this.settle(attempt);
    void attempt.then((isDone) => {
      if (isDone) this.go('welcome', accountStrings.madeAccount(input.username.toLowerCase()));
      else void this.settle(attempt);
    });
  }

  private async focusScreen(): Promise<void> {
    this.main.scrollTop = 0;
    await this.signIn?.updateComplete;
    if (this.signIn?.focusFirst() !== true) this.heading.focus({ preventScroll: true });
  }

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    this.back();
  };
}
