import type { Me, SessionStore } from '@parley/sdk';
import { html, nothing } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { accountPageStrings } from '../../i18n/account-page-strings.js';
import { waitingAddress } from '../../state/account.js';
import { renderField, renderUsername } from '../account/field.js';
import { formOf } from '../account/form-element.js';
import { TaskForm } from '../account/task-form.js';
import { report } from '../intents.js';

const { email: words } = accountPageStrings;

/**
 * The e-mail address of the account: set, changed, confirmed once more, removed.
 * @fires parley-me
 */
export class ParleyEmail extends TaskForm {
  @property({ attribute: false }) session: SessionStore | null = null;
  @property({ attribute: false }) me: Me | null = null;
  /** An account needs an address here. */
  @property({ attribute: false }) isRequired = false;
  @state() private typed: string | null = null;
  @state() private told = '';
  @query('[role=status]') private readonly line!: HTMLElement | null;

  /** The link of a mail may have been followed since the account was read; later on it is read whenever it is looked at. */
  protected override firstUpdated(): void {
    const { me: before } = this;
    this.session?.me().then(
      // What was changed here meanwhile is newer.
      (me) => this.me === before && !this.task.isBusy && report(this, 'parley-me', { me }),
      () => undefined,
    );
  }

  override render() {
    const { me, problems, reveal } = this;
    if (me === null) return nothing;
    const waiting = waitingAddress(me);
    const typed = this.typed ?? waiting ?? me.email;
    const submit = me.email === null ? words.add : typed === waiting ? words.again : words.change;
    return html`<form novalidate @submit=${this.onSubmit} @input=${this.onType}>
      <p>${this.stateOf(me)}</p>
      ${renderUsername(me.username ?? '')}
      ${renderField({
        name: 'email',
        autocomplete: 'email',
        type: 'email',
        problems,
        hint: null,
        initial: waiting ?? me.email,
      })}
      ${renderField({ name: 'password', autocomplete: 'current-password', problems, reveal })}
      ${this.renderFormProblem()} ${this.renderSubmit(submit)} ${me.email === null ? nothing : this.renderRemove()}
      <p class="second" role="status" tabindex="-1">${this.told}</p>
    </form>`;
  }

  private renderRemove() {
    return this.isRequired
      ? html`<p class="second">${words.required}</p>`
      : html`<button type="button" class="plain danger" @click=${this.onRemove}>${words.remove}</button>`;
  }

  private stateOf({ email, emailVerifiedAt, pendingEmail }: Me): string {
    if (email === null) return words.none;
    if (pendingEmail !== null) return words.pending(email, pendingEmail);
    return emailVerifiedAt === null ? words.unconfirmed(email) : words.confirmed(email);
  }

  private readonly onType = (event: Event): void => {
    this.onInput(event);
    const { name, value } = event.target as HTMLInputElement;
    if (name === 'email') this.typed = value;
  };

  private readonly onSubmit = async (event: SubmitEvent): Promise<void> => {
    const typed = this.read(event, ['email', 'password'], ['email', 'password'], ['password']);
    if (typed === null) return;
    const { email = '', password = '' } = typed;
    const { me } = this;
    if (me?.email === email && me.emailVerifiedAt !== null && me.pendingEmail === null) {
      this.problems = { email: words.same };
      return;
    }
    const next = await this.attempt(event, (session, options) => session.setEmail({ email, password }, options));
    if (next !== null) this.told = waitingAddress(next) === null ? '' : words.sent(email);
  };

  private readonly onRemove = async (event: Event): Promise<void> => {
    const password = this.read(event, ['password'], ['password'], ['password'])?.password;
    if (password === undefined) return;
    const next = await this.attempt(event, (session, options) => session.removeEmail({ password }, options));
    if (next !== null) {
      this.told = words.removed;
      // The button that was pressed is gone.
      this.line?.focus();
    } else if (this.asking.task.problems.email !== undefined) {
      this.asking.refuse(words.required);
    }
  };

  private async attempt(
    event: Event,
    work: (session: SessionStore, options: { signal: AbortSignal }) => Promise<Me>,
  ): Promise<Me | null> {
    const { session } = this;
    if (session === null) return null;
    const form = formOf(event);
    let me: Me | null = null;
    this.told = '';
    const isDone = await this.asking.run(
      async (signal) => (me = await work(session, { signal })),
      ['email', 'password'],
    );
    if (!isDone || me === null) return null;
    report(this, 'parley-me', { me });
    await this.updateComplete;
    // What stands there now is what is so now.
    this.typed = null;
    form.reset();
    return me;
  }
}
