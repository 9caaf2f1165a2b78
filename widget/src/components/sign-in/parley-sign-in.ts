import { html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { accountStrings } from '../../i18n/account-strings.js';
import { withoutEmpty } from '../../state/account.js';
import type { Step, Way } from '../../state/account.js';
import { checkName } from '../../state/display-name.js';
import { renderField } from '../account/field.js';
import { FormElement, formOf } from '../account/form-element.js';
import { report } from '../intents.js';
import { signInStyles } from './parley-sign-in.styles.js';

/**
 * The ways to be somebody here, and the form of each; and the ways to a new password.
 * @fires parley-guest, parley-log-in, parley-sign-up, parley-forgot, parley-reset, parley-step
 */
export class ParleySignIn extends FormElement {
  static override styles = [...FormElement.styles, signInStyles];

  @property({ attribute: false }) step: Step = 'welcome';
  /** Ways that the tenant has closed, as far as is known. */
  @property({ attribute: false }) closed: ReadonlySet<Way> = new Set();
  /** The name the person writes under, or will; null for none yet. */
  @property({ attribute: false }) name: string | null = null;
  /** The person is a guest already. */
  @property({ attribute: false }) isGuest = false;
  /** There may be something that the guest has said, and could bring along. */
  @property({ attribute: false }) canMerge = false;
  /** An account needs an e-mail address here. */
  @property({ attribute: false }) isEmailRequired = false;

  /** The login that was tried last. */
  private tried = '';

  /** Tries are counted by login: whoever was only mistyped keeps nobody else waiting. */
  protected override get isHeld(): boolean {
    return this.step !== 'logIn' || this.typedLogin === this.tried;
  }

  private get typedLogin(): string {
    return checkName(this.renderRoot.querySelector<HTMLInputElement>('#login')?.value ?? '').name.toLowerCase();
  }

  /** Puts the person into the form; on the welcome there is none. */
  focusFirst(): boolean {
    const first = this.renderRoot.querySelector<HTMLElement>('input');
    first?.focus({ preventScroll: true });
    return first !== null;
  }

  override render() {
    switch (this.step) {
      case 'logIn':
        return this.renderLogIn();
      case 'signUp':
        return this.renderSignUp();
      case 'forgot':
        return this.renderForgot();
      case 'sent':
        return this.renderSent();
      case 'reset':
        return this.renderReset();
      default:
        return this.renderWelcome();
    }
  }

  private renderWelcome() {
    const { closed, name } = this;
    if (closed.has('logIn')) return html`<p>${accountStrings.closed.logIn}</p>`;
    const isGuestFirst = !closed.has('guest');
    return html`${
        isGuestFirst
          ? html`<section>
                <div>
                  <h3>${accountStrings.guestTitle}</h3>
                  <p class="second">${name === null ? accountStrings.guestText : accountStrings.guestNamed(name)}</p>
                </div>
                ${this.renderFormProblem()}
                <form @submit=${this.onGuest}>${this.renderSubmit(accountStrings.continueAsGuest)}</form>
              </section>
              <div class="or" aria-hidden="true"><span>${accountStrings.or}</span></div>`
          : nothing
      }
      <section>
        <div>
          <h3>${accountStrings.accountTitle}</h3>
          <p class="second">${accountStrings.accountText}</p>
        </div>
        ${isGuestFirst ? nothing : this.renderFormProblem()}
        <div class="ways">
          ${this.renderWay('logIn', accountStrings.logIn, isGuestFirst ? 'plain' : 'action')}
          ${closed.has('signUp') ? nothing : this.renderWay('signUp', accountStrings.createAccount, 'plain')}
        </div>
      </section>`;
  }

  private renderWay(step: Step, label: string, look: string) {
    return html`<button type="button" class=${look} @click=${() => report(this, 'parley-step', { step })}>
      ${label}
    </button>`;
  }

  private renderLogIn() {
    const { problems, reveal } = this;
    return html`<form novalidate @submit=${this.onLogIn} @input=${this.onInput}>
        ${renderField({ name: 'login', autocomplete: 'username', problems })}
        ${renderField({ name: 'password', autocomplete: 'current-password', problems, reveal })}
        ${this.canMerge && this.name !== null ? renderMerge(this.name) : nothing} ${this.renderFormProblem()}
        ${this.renderSubmit(accountStrings.logIn)}
      </form>
      <p class="other second">${this.renderLink('forgot', accountStrings.forgot)}</p>
      ${
        this.closed.has('signUp')
          ? nothing
          : this.renderOther(accountStrings.noAccount, 'signUp', accountStrings.createAccount)
      }`;
  }

  private renderSignUp() {
    const { problems, name, reveal } = this;
    return html`${
        this.isGuest && name !== null ? html`<p class="notice">${accountStrings.keepsGuest(name)}</p>` : nothing
      }
      <form novalidate @submit=${this.onSignUp} @input=${this.onInput}>
        ${renderField({ name: 'username', autocomplete: 'username', problems })}
        ${renderField({ name: 'password', autocomplete: 'new-password', problems, reveal })}
        ${renderField({ name: 'displayName', autocomplete: 'nickname', problems, isOptional: true, initial: name })}
        ${renderField({ name: 'email', autocomplete: 'email', type: 'email', problems, isOptional: !this.isEmailRequired })}
        ${this.renderFormProblem()} ${this.renderSubmit(accountStrings.createAccount)}
      </form>
      ${this.renderOther(accountStrings.hasAccount, 'logIn', accountStrings.logIn)}`;
  }

  private renderForgot() {
    const { problems } = this;
    return html`<p class="second">${accountStrings.forgotText}</p>
      <form novalidate @submit=${this.onForgot} @input=${this.onInput}>
        ${renderField({ name: 'email', autocomplete: 'email', type: 'email', problems, hint: null })}
        ${this.renderFormProblem()} ${this.renderSubmit(accountStrings.sendMail)}
      </form>`;
  }

  private renderSent() {
    return html`${this.renderWay('logIn', accountStrings.backToLogIn, 'plain')}
    ${this.renderOther(accountStrings.notThere, 'forgot', accountStrings.sendAgain)}`;
  }

  private renderReset() {
    const { problems, reveal } = this;
    return html`<p class="second">${accountStrings.resetText}</p>
      <form novalidate @submit=${this.onReset} @input=${this.onInput}>
        ${renderField({
          name: 'password',
          label: accountStrings.newPassword,
          autocomplete: 'new-password',
          problems,
          reveal,
        })}
        ${this.renderFormProblem()} ${this.renderSubmit(accountStrings.setPassword)}
      </form>`;
  }

  private renderOther(question: string, step: Step, label: string) {
    return html`<p class="other second">${question} ${this.renderLink(step, label)}</p>`;
  }

  private renderLink(step: Step, label: string) {
    return html`<button type="button" class="link" @click=${() => report(this, 'parley-step', { step })}>
      ${label}
    </button>`;
  }

  /** What is said of one login says nothing of the next. */
  protected override readonly onInput = (event: Event): void => {
    const { name } = event.target as HTMLInputElement;
    this.problems = { ...this.problems, [name]: undefined, ...(name === 'login' && { form: undefined }) };
  };

  private readonly onGuest = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.isStill) report(this, 'parley-guest', {});
  };

  private readonly onLogIn = (event: SubmitEvent): void => {
    const fields = ['login', 'password'] as const;
    const typed = this.read(event, fields, fields, fields);
    const merge = formOf(event).elements.namedItem('mergeGuest') as HTMLInputElement | null;
    const mergeGuest = merge?.checked === true;
    if (typed === null) return;
    this.tried = this.typedLogin;
    report(this, 'parley-log-in', { login: '', password: '', ...typed, mergeGuest });
  };

  private readonly onSignUp = (event: SubmitEvent): void => {
    const fields = ['username', 'password', 'displayName', 'email'] as const;
    const typed = this.read(event, fields, [
      'username',
      'password',
      ...(this.isEmailRequired ? ['email' as const] : []),
    ]);
    if (typed !== null) report(this, 'parley-sign-up', { username: '', password: '', ...withoutEmpty(typed) });
  };

  private readonly onForgot = (event: SubmitEvent): void => {
    const email = this.read(event, ['email'], ['email'])?.email;
    if (email !== undefined) report(this, 'parley-forgot', { email });
  };

  private readonly onReset = (event: SubmitEvent): void => {
    const password = this.read(event, ['password'], ['password'])?.password;
    if (password !== undefined) report(this, 'parley-reset', { password });
  };
}

/** What a guest said goes along only if they say so. */
const renderMerge = (name: string) =>
  html`<div class="merge">
    <label><input type="checkbox" name="mergeGuest" aria-describedby="merge-note" />${accountStrings.mergeGuest}</label>
    <p id="merge-note" class="note">${accountStrings.leavesGuest(name)}</p>
  </div>`;
