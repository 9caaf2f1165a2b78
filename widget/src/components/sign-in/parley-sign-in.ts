import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { CountdownController } from '../../controllers/countdown-controller.js';
import { accountStrings } from '../../i18n/account-strings.js';
import { checkFields, freshTask, withoutEmpty } from '../../state/account.js';
import type { FieldName, Problems, Step, Task, Typed, Way } from '../../state/account.js';
import { checkName } from '../../state/display-name.js';
import { base } from '../../theme/base.styles.js';
import { focusProblem, renderField, renderSubmit } from '../account/field.js';
import { formStyles } from '../account/form.styles.js';
import { report } from '../intents.js';
import { signInStyles } from './parley-sign-in.styles.js';

/**
 * The ways to be somebody here, and the form of each.
 * @fires parley-guest, parley-log-in, parley-sign-up, parley-step
 */
export class ParleySignIn extends LitElement {
  static override styles = [base, formStyles, signInStyles];

  @property({ attribute: false }) step: Step = 'welcome';
  @property({ attribute: false }) task: Task = freshTask;
  /** Ways that the tenant has closed, as far as is known. */
  @property({ attribute: false }) closed: ReadonlySet<Way> = new Set();
  /** The name the person writes under, or will; null for none yet. */
  @property({ attribute: false }) name: string | null = null;
  /** The person is a guest already. */
  @property({ attribute: false }) isGuest = false;
  @state() private problems: Problems = {};
  @state() private isRevealed = false;
  private readonly wait = new CountdownController(this, () => this.task.waitUntil);

  /** Puts the person into the form; on the welcome there is none. */
  focusFirst(): boolean {
    const first = this.renderRoot.querySelector<HTMLElement>('input');
    first?.focus({ preventScroll: true });
    return first !== null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('task')) this.problems = this.task.problems;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('task')) focusProblem(this.renderRoot);
  }

  override render() {
    if (this.step === 'logIn') return this.renderLogIn();
    return this.step === 'signUp' ? this.renderSignUp() : this.renderWelcome();
  }

  private renderWelcome() {
    const { closed, name } = this;
    const isGuestFirst = !closed.has('guest');
    return html`${
        isGuestFirst
          ? html`<section>
                <div>
                  <h3>${accountStrings.guestTitle}</h3>
                  <p class="second">${name === null ? accountStrings.guestText : accountStrings.guestNamed(name)}</p>
                </div>
                ${this.renderFormProblem()}
                <form @submit=${this.onGuest}>
                  ${renderSubmit(accountStrings.continueAsGuest, this.task.isBusy, this.wait.leftMs)}
                </form>
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
    const { problems, task, reveal } = this;
    return html`${
        this.isGuest && this.name !== null
          ? html`<p class="notice">${accountStrings.leavesGuest(this.name)}</p>`
          : nothing
      }
      <form novalidate @submit=${this.onLogIn} @input=${this.onInput}>
        ${renderField({ name: 'login', autocomplete: 'username', problems })}
        ${renderField({ name: 'password', autocomplete: 'current-password', problems, reveal })}
        ${this.renderFormProblem()} ${renderSubmit(accountStrings.logIn, task.isBusy, this.wait.leftMs)}
      </form>
      ${
        this.closed.has('signUp')
          ? nothing
          : this.renderOther(accountStrings.noAccount, 'signUp', accountStrings.createAccount)
      }`;
  }

  private renderSignUp() {
    const { problems, task, name, reveal } = this;
    return html`${
        this.isGuest && name !== null ? html`<p class="notice">${accountStrings.keepsGuest(name)}</p>` : nothing
      }
      <form novalidate @submit=${this.onSignUp} @input=${this.onInput}>
        ${renderField({ name: 'username', autocomplete: 'username', problems })}
        ${renderField({ name: 'password', autocomplete: 'new-password', problems, reveal })}
        ${renderField({ name: 'displayName', autocomplete: 'nickname', problems, isOptional: true, initial: name })}
        ${renderField({ name: 'email', autocomplete: 'email', type: 'email', problems, isOptional: true })}
        ${this.renderFormProblem()} ${renderSubmit(accountStrings.createAccount, task.isBusy, this.wait.leftMs)}
      </form>
      ${this.renderOther(accountStrings.hasAccount, 'logIn', accountStrings.logIn)}`;
  }

  private renderOther(question: string, step: Step, label: string) {
    return html`<p class="other second">
      ${question}
      <button type="button" class="link" @click=${() => report(this, 'parley-step', { step })}>${label}</button>
    </p>`;
  }

  private renderFormProblem() {
    const { form } = this.problems;
    return form === undefined ? nothing : html`<p class="problem" role="alert">${form}</p>`;
  }

  private get reveal() {
    return [this.isRevealed, () => (this.isRevealed = !this.isRevealed)] as const;
  }

  private get isStill(): boolean {
    return !this.task.isBusy && this.wait.leftMs === 0;
  }

  private readonly onGuest = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.isStill) report(this, 'parley-guest', {});
  };

  private readonly onLogIn = (event: SubmitEvent): void => {
    const typed = this.read(event, ['login', 'password'], ['login', 'password']);
    if (typed !== null) report(this, 'parley-log-in', { login: '', password: '', ...typed });
  };

  private readonly onSignUp = (event: SubmitEvent): void => {
    const fields = ['username', 'password', 'displayName', 'email'] as const;
    const typed = this.read(event, fields, ['username', 'password']);
    if (typed !== null) report(this, 'parley-sign-up', { username: '', password: '', ...withoutEmpty(typed) });
  };

  /** What stands in the form; null when it cannot go out, which is then said. */
  private read(
    event: SubmitEvent,
    fields: readonly FieldName[],
    required: readonly ('login' | 'username' | 'password')[],
  ): Typed | null {
    event.preventDefault();
    if (!this.isStill) return null;
    const form = event.target as HTMLFormElement;
    const inputs = fields.map((name) => [name, form.elements.namedItem(name) as HTMLInputElement] as const);
    const typed: Typed = Object.fromEntries(
      inputs.map(([name, { value }]) => [name, name === 'password' ? value : checkName(value).name]),
    );
    this.problems = checkFields(typed, required);
    if (Object.keys(this.problems).length === 0) {
      // A browser offers to keep what it knows as a password.
      this.isRevealed = false;
      return typed;
    }
    void this.updateComplete.then(() => focusProblem(this.renderRoot));
    return null;
  }

  /** What was wrong with a field is so no longer, or will be said again. */
  private readonly onInput = (event: Event): void => {
    const { name } = event.target as HTMLInputElement;
    this.problems = { ...this.problems, [name]: undefined };
  };
}
