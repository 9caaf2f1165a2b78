import type { DeleteMe, Register, SessionStore, User } from '@parley/sdk';
import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { AccountController } from '../../controllers/account-controller.js';
import { MailLinkController } from '../../controllers/mail-link.js';
import { ThemeController } from '../../controllers/theme-controller.js';
import { accountStrings } from '../../i18n/account-strings.js';
import { strings } from '../../i18n/strings.js';
import { closedWays } from '../../state/account.js';
import type { Page, Step, Way } from '../../state/account.js';
import type { RoomView } from '../../state/room-view.js';
import { base } from '../../theme/base.styles.js';
import { overlayStyles } from '../../theme/overlay.styles.js';
import { headerStyles } from '../header/parley-header.styles.js';
import { icons } from '../icons.js';
import { report, stop } from '../intents.js';
import type { Intents } from '../intents.js';
import type { ParleyProfile } from '../profile/parley-profile.js';
import type { ParleySignIn } from '../sign-in/parley-sign-in.js';
import { accountStyles } from './parley-account.styles.js';
import { renderMe } from './me.js';
import { renderPage } from './pages.js';

type Intent<Name extends keyof Intents> = CustomEvent<Intents[Name]>;

/**
 * The screens of the account, one at a time: who I am, or the ways to be somebody. What can be done on the own account is
 * a section of its own, or a page that a row opens.
 * @fires parley-log-out, parley-leave, parley-close
 */
export class ParleyAccount extends LitElement {
  static override styles = [base, headerStyles, overlayStyles, accountStyles];

  /** Whose screens these are; null while the client starts. */
  @property({ attribute: false }) session: SessionStore | null = null;
  /** The person wanted to write, which guests may not do here. */
  @property({ attribute: false }) isTurnedAway = false;
  /** The room beneath: it knows the name that the person writes under, or will, and what the server allows. */
  @property({ attribute: false }) view!: RoomView;
  @property({ attribute: false }) canClose = false;

  @state() private step: Step = 'welcome';
  /** What lies over the own account, which stays as it is: its scroll, what is typed. */
  @state() private page: Page | null = null;
  /** A page that is being loaded. */
  @state() private opening: Page | null = null;
  @state() private told: string | null = null;
  @query('main') private readonly main!: HTMLElement;
  @query('h2') private readonly heading!: HTMLElement;
  @query('parley-sign-in') private readonly signIn!: ParleySignIn | null;
  @query('parley-profile') private readonly profile!: ParleyProfile | null;
  private readonly account = new AccountController(this);
  private readonly look = new ThemeController(this);
  private readonly link = new MailLinkController(this, ({ step }) => {
    this.hasFollowed = this.isVerified = false;
    this.go(step);
  });
  private shown = '';
  /** Who is there, and as what. */
  private who = '';
  private hasFollowed = false;
  @state() private isVerified = false;
  /** The page that was shown last, and how far the account was scrolled when it was opened. */
  private left: Page | null = null;
  private scrolled = 0;
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

  /** How many screens lie one over the other. */
  get depth(): number {
    const { step } = this;
    if (step === 'forgot' || step === 'sent') return 3;
    return step === 'verify' || (step === 'welcome' && this.page === null) ? 1 : 2;
  }

  /** One screen back; from the first one out of the account. */
  back(): void {
    this.link.drop();
    if (this.step === 'forgot' || this.step === 'sent') this.go('logIn');
    else if (this.step !== 'verify' && (this.step !== 'welcome' || this.page !== null)) this.go('welcome');
    else if (this.profile?.mayLeave() !== false) {
      // Whom a mail brought here came from nowhere in the chat.
      report(this, 'parley-leave', { isDone: this.link.mail !== null });
    }
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('session')) this.account.follow(this.session);
    if (changed.has('isTurnedAway') && this.isTurnedAway) {
      this.account.close('guest');
      this.told = this.closed.has('logIn') ? null : accountStrings.closed.guest;
    }
    if (this.step === 'verify' && !this.hasFollowed && this.session !== null) void this.verify();
    const { user } = this.account.session;
    const who = user === null ? '' : `${user.kind} ${user.id}`;
    if (who === this.who) return;
    // Logged out or in, or made an account, here or elsewhere: the page was somebody else's.
    this.who = who;
    this.page = null;
    if (user?.kind === 'registered' && !this.isFollowing) this.step = 'welcome';
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
    const isResuming = user === null && status === 'pending' && !account.task.isBusy && !this.isFollowing;
    return html`<header>
        <button type="button" class="back" aria-label=${strings.back} @click=${() => this.back()}>${icons.back}</button>
        <h2 tabindex="-1">${this.screenTitle}</h2>
        ${
          this.canClose
            ? html`<button type="button" aria-label=${strings.close} @click=${() => report(this, 'parley-close', {})}>
                ${icons.close}
              </button>`
            : nothing
        }
      </header>
      <parley-banner .link=${account.isOffline ? 'offline' : this.view.link}></parley-banner>
      <main>
        <div class="column" ?hidden=${this.page !== null}>
          <div class="told" role="status">${this.told}</div>
          ${
            isResuming
              ? html`<parley-profile></parley-profile>`
              : this.step === 'verify'
                ? html`<parley-verify
                    .task=${account.task}
                    .isDone=${this.isVerified}
                    @parley-verify=${stop(() => this.verify())}
                  ></parley-verify>`
                : user !== null && this.step === 'welcome'
                  ? this.renderMe(user)
                  : this.renderSignIn(user)
          }
        </div>
        ${
          user !== null && this.page !== null
            ? html`<div class="column">${this.renderPage(this.page, user)}</div>`
            : nothing
        }
      </main>`;
  }

  private renderSignIn(user: User | null) {
    const { account } = this;
    return html`<parley-sign-in
      .step=${this.step}
      .task=${account.task}
      .closed=${this.closed}
      .name=${user?.displayName ?? this.view.myName}
      .isGuest=${user?.kind === 'guest'}
      .canMerge=${user?.kind === 'guest' && account.me?.hasRooms !== false}
      .isEmailRequired=${this.view.ways.emailRequired === true}
      @parley-step=${stop((event: Intent<'parley-step'>) => this.go(event.detail.step))}
      @parley-guest=${stop(() => this.settle(account.guest(this.view.myName)))}
      @parley-log-in=${stop((event: Intent<'parley-log-in'>) => this.settle(account.logIn(event.detail)))}
      @parley-sign-up=${stop((event: Intent<'parley-sign-up'>) => this.onSignUp(event.detail))}
      @parley-forgot=${stop((event: Intent<'parley-forgot'>) => this.forgot(event.detail.email))}
      @parley-reset=${stop((event: Intent<'parley-reset'>) => this.reset(event.detail.password))}
    ></parley-sign-in>`;
  }

  private renderPage(page: Page, user: User) {
    const { session, account, look } = this;
    return renderPage(page, {
      session,
      user,
      me: account.me,
      isEmailRequired: this.view.ways.emailRequired === true,
      deletedUsers: this.view.ways.deletedUsers,
      task: account.task,
      theme: look.theme,
      open: (other) => this.open(other),
      choose: (theme) => look.choose(theme),
      take: (me) => account.take(me),
      leave: () => this.go('welcome', accountStrings.loggedOut),
      remove: (proof) => void this.deleteAccount(user, proof),
    });
  }

  private renderMe(user: User) {
    const { account, closed } = this;
    return renderMe(user, {
      account,
      closed,
      theme: this.look.theme,
      opening: this.opening,
      open: (page) => this.open(page),
      step: (step) => this.go(step),
      save: (profile) => {
        this.told = null;
        return account.save(profile);
      },
      leave: () => this.go('welcome', accountStrings.loggedOut),
      deleteTitle: this.deleteTitle,
    });
  }

  /** Ways that are closed: the server said so, or turned somebody away. */
  private get closed(): ReadonlySet<Way> {
    return new Set([...closedWays(this.view.ways), ...this.account.closed]);
  }

  /** The link of a mail is being followed, whoever is there. */
  private get isFollowing(): boolean {
    return this.step === 'verify' || this.step === 'reset';
  }

  /** The link was used before, or is too old. */
  private get isStale(): boolean {
    const { code } = this.account.task;
    return code === 'invalid_token' || code === 'token_expired';
  }

  private get screenTitle(): string {
    const { user } = this.account.session;
    if (this.page !== null) return this.page === 'delete' ? this.deleteTitle : accountStrings.pages[this.page];
    if (this.step === 'signUp') return user === null ? accountStrings.createAccount : accountStrings.upgradeTitle;
    if (this.step === 'welcome') return user === null ? accountStrings.welcome : accountStrings.account;
    return accountStrings.steps[this.step];
  }

  private get deleteTitle(): string {
    return this.account.session.user?.kind === 'guest' ? accountStrings.deleteGuest : accountStrings.pages.delete;
  }

  /** Shows a page of the own account; they are loaded when the first one is asked for. */
  private open(page: Page): void {
    this.opening = page;
    this.told = null;
    import('../../account-pages.js').then(
      () => {
        // The person may have gone elsewhere meanwhile.
        if (this.opening !== page) return;
        if (this.page === null) this.scrolled = this.main.scrollTop;
        this.account.leave();
        this.page = page;
        this.opening = null;
      },
      () => {
        if (this.opening !== page) return;
        this.opening = null;
        this.told = strings.notLoaded;
        this.main.scrollTop = 0;
      },
    );
  }

  private async deleteAccount(user: User, proof: DeleteMe): Promise<void> {
    if (!(await this.account.remove(proof))) return;
    const { deleted, deletedGuest } = accountStrings;
    this.go('welcome', user.kind === 'guest' ? deletedGuest(user.displayName) : deleted);
    report(this, 'parley-log-out', {});
  }

  private go(step: Step, told: string | null = null): void {
    this.step = step;
    this.page = this.opening = null;
    this.told = told;
    this.account.leave();
  }

  /** Out, once the person is somebody; a way that turned out to be closed is told and not offered again. */
  private async settle(attempt: Promise<boolean>): Promise<void> {
    const before = this.account.closed;
    const isDone = await attempt;
    if (isDone) return report(this, 'parley-leave', { isDone });
    const closed = [...this.account.closed].find((way) => !before.has(way));
    if (closed !== undefined) this.go('welcome', accountStrings.closed[closed]);
  }

  private async forgot(email: string): Promise<void> {
    if ((await this.account.forgot(email)) && this.step === 'forgot') this.go('sent', accountStrings.sent(email));
  }

  private async reset(password: string): Promise<void> {
    const isDone = await this.account.reset(this.link.mail?.token ?? '', password);
    if (!isDone && !this.isStale) return;
    this.link.drop();
    if (isDone) this.go('logIn', accountStrings.passwordSet);
    else this.go('forgot', accountStrings.staleReset);
  }

  private async verify(): Promise<void> {
    this.hasFollowed = true;
    this.isVerified = await this.account.verify(this.link.mail?.token ?? '');
    if (this.isVerified || this.isStale || this.account.task.code === 'email_taken') this.link.drop();
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
    // Back from a page: to the row that opened it, where it was.
    const row =
      this.page === null &&
      this.left !== null &&
      this.renderRoot.querySelector<HTMLElement>(`[data-page=${this.left}]`);
    this.main.scrollTop = row ? this.scrolled : 0;
    this.left = this.page;
    if (row) return row.focus({ preventScroll: true });
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
