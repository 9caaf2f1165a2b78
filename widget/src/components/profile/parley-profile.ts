import type { Me } from '@parley/sdk';
import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { CountdownController } from '../../controllers/countdown-controller.js';
import { accountStrings } from '../../i18n/account-strings.js';
import { MAX_ABOUT_LENGTH, checkFields, cleanAbout, freshTask } from '../../state/account.js';
import type { Problems, Task } from '../../state/account.js';
import { MAX_NAME_LENGTH, checkName } from '../../state/display-name.js';
import { base } from '../../theme/base.styles.js';
import { focusProblem, renderCounter, renderNote, renderSubmit } from '../account/field.js';
import { formStyles } from '../account/form.styles.js';
import { report } from '../intents.js';
import { profileStyles } from './parley-profile.styles.js';

/**
 * Name and words about oneself, with a way back until they are saved.
 * @fires parley-profile, parley-profile-reload
 */
export class ParleyProfile extends LitElement {
  static override styles = [base, formStyles, profileStyles];

  /** Null while it loads. */
  @property({ attribute: false }) me: Me | null = null;
  /** It did not load. */
  @property({ attribute: false }) hasFailed = false;
  @property({ attribute: false }) task: Task = freshTask;
  @state() private displayName = '';
  @state() private about = '';
  @state() private problems: Problems = {};
  @state() private isSaved = false;
  @state() private isAsked = false;
  @query('[role=status]') private readonly line!: HTMLElement | null;
  private readonly wait = new CountdownController(this, () => this.task.waitUntil);

  /** Something was typed that is not saved. */
  get isDirty(): boolean {
    const { me } = this;
    return me !== null && (this.displayName !== me.displayName || this.about !== me.about);
  }

  /** The person wants to go. @returns whether they may: once they are asked about what is not saved, and then let go */
  mayLeave(): boolean {
    if (!this.isDirty || this.isAsked) return true;
    this.isAsked = true;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.action')?.focus());
    return false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('task')) this.problems = this.task.problems;
    if (!changed.has('me')) return;
    // The save that was on its way is through.
    this.isSaved = changed.get('task')?.isBusy === true;
    const before = changed.get('me');
    const isSame = before?.displayName === this.me?.displayName && before?.about === this.me?.about;
    // Something else about the account is another one: what is typed here stays.
    if (this.isSaved || !isSame) this.reset();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('task')) focusProblem(this.renderRoot);
    // The button that was pressed is gone.
    if (changed.has('me') && this.isSaved && this.shadowRoot?.activeElement === null) this.line?.focus();
  }

  override render() {
    if (this.hasFailed) {
      return html`<div class="failed">
        <p class="problem" role="alert">${accountStrings.accountFailed}</p>
        <button type="button" class="plain" @click=${() => report(this, 'parley-profile-reload', {})}>
          ${accountStrings.retry}
        </button>
      </div>`;
    }
    if (this.me === null) {
      return html`<div class="skeleton" role="status" aria-label=${accountStrings.loading}>
        <i></i><i></i><i></i><i></i>
      </div>`;
    }
    return html`<form novalidate @submit=${this.onSubmit} @input=${this.onInput} @keydown=${this.onKeyDown}>
      ${this.renderName()} ${this.renderAbout()} ${this.renderSave()}
    </form>`;
  }

  private renderName() {
    const { displayName: problem } = this.problems;
    return html`<div class="field">
      <div class="above">
        <label for="displayName">${accountStrings.labels.displayName}</label>
        ${renderCounter(this.displayName, MAX_NAME_LENGTH)}
      </div>
      <input
        id="displayName"
        name="displayName"
        autocomplete="nickname"
        dir="auto"
        aria-invalid=${problem === undefined ? nothing : 'true'}
        aria-describedby="displayName-note"
        .value=${this.displayName}
      />
      ${renderNote('displayName', problem, problem)}
    </div>`;
  }

  private renderAbout() {
    const { about: problem } = this.problems;
    return html`<div class="field">
      <div class="above">
        <label for="about">${accountStrings.labels.about}</label>
        ${renderCounter(this.about, MAX_ABOUT_LENGTH)}
      </div>
      <textarea
        id="about"
        name="about"
        rows="3"
        dir=${this.about === '' ? nothing : 'auto'}
        aria-invalid=${problem === undefined ? nothing : 'true'}
        aria-describedby="about-note"
        .value=${this.about}
      ></textarea>
      ${renderNote('about', problem, problem)}
    </div>`;
  }

  private renderSave() {
    const { isDirty, task, problems } = this;
    return html`${problems.form === undefined ? nothing : html`<p class="problem" role="alert">${problems.form}</p>`}
      ${
        isDirty
          ? html`<div class="save">
              ${renderSubmit(accountStrings.save, task.isBusy, this.wait.leftMs)}
              <button type="button" class="plain" @click=${this.undo}>${accountStrings.undo}</button>
            </div>`
          : nothing
      }
      <p class="second" role="status" tabindex="-1">${this.told}</p>`;
  }

  private get told() {
    if (this.isDirty) return this.isAsked ? accountStrings.unsaved : nothing;
    return this.isSaved ? accountStrings.saved : nothing;
  }

  private reset(): void {
    const { me } = this;
    if (me === null) return;
    ({ displayName: this.displayName, about: this.about } = me);
    this.isAsked = false;
    this.problems = {};
  }

  private readonly undo = (): void => {
    this.reset();
    void this.updateComplete.then(() => this.renderRoot.querySelector('input')?.focus());
  };

  private readonly onInput = (event: Event): void => {
    const { name, value } = event.target as HTMLInputElement;
    this[name as 'displayName' | 'about'] = value;
    this.problems = { ...this.problems, [name]: undefined };
    this.isSaved = this.isAsked = false;
  };

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    (event.currentTarget as HTMLFormElement).requestSubmit();
  };

  private readonly onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.task.isBusy || this.wait.leftMs > 0 || !this.isDirty) return;
    const typed = { displayName: checkName(this.displayName).name, about: cleanAbout(this.about) };
    this.problems = checkFields(typed, ['displayName']);
    if (Object.keys(this.problems).length === 0) report(this, 'parley-profile', typed);
    else void this.updateComplete.then(() => focusProblem(this.renderRoot));
  };
}
