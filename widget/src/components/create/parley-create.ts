import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { AttemptController, asSomebody } from '../../controllers/attempt-controller.js';
import { CountdownController } from '../../controllers/countdown-controller.js';
import { findStrings, reason } from '../../i18n/find-strings.js';
import {
  MAX_ROOM_NAME_LENGTH,
  MAX_TOPIC_LENGTH,
  checkNewRoom,
  refusedFields,
  toNewRoom,
} from '../../state/new-room.js';
import type { FieldProblem, NewRoomField, NewRoomForm, NewRoomProblems } from '../../state/new-room.js';
import { base } from '../../theme/base.styles.js';
import { findingStyles } from '../finding/finding.styles.js';
import { renderLeft, renderNeeds, renderSubmit, neededWay } from '../finding/parts.js';
import { report } from '../intents.js';
import { PlaceElement } from '../places/place-element.js';
import { rowStyles } from '../rows/rows.styles.js';

const words = findStrings.create;

const max: Readonly<Partial<Record<NewRoomField, number>>> = { name: MAX_ROOM_NAME_LENGTH, topic: MAX_TOPIC_LENGTH };

/** What is wrong with a field, in words. */
function inWords(field: NewRoomField, problem: FieldProblem): string {
  if (field === 'slug') {
    return problem === 'taken' ? words.slugTaken : problem === 'reserved' ? words.slugReserved : words.slugWrong;
  }
  if (problem === 'too_long') return words.tooLong(max[field] ?? 0);
  return problem === 'missing' ? words.missing : words.refused[field];
}

/**
 * A form that makes a room and leads into it.
 * @fires parley-enter, parley-account
 */
export class ParleyCreate extends PlaceElement {
  static override styles = [base, rowStyles, findingStyles];

  @state() private form: NewRoomForm = { type: 'public', name: '', topic: '', slug: '' };
  @state() private problems: NewRoomProblems = {};
  private readonly attempt = new AttemptController(this);
  private readonly wait = new CountdownController(this, () => this.attempt.waitUntil);

  override focusFirst(): boolean {
    const first = this.renderRoot.querySelector('input');
    first?.focus({ preventScroll: true });
    return first !== null;
  }

  override render() {
    const needs = neededWay(this.view);
    if (needs) return renderNeeds(this, needs, words.needsTitle);
    const { form, attempt } = this;
    return html`<form class="column" novalidate @submit=${this.onSubmit}>
      ${this.renderField(
        'name',
        words.name,
        html`<input
          id="name"
          dir="auto"
          autocomplete="off"
          .value=${form.name}
          aria-required="true"
          aria-invalid=${this.problems.name ? 'true' : nothing}
          aria-describedby="name-note"
          @input=${this.onInput}
        />`,
      )}
      <fieldset>
        <legend class="label">${words.who}</legend>
        <div class="choice">
          ${(['public', 'private'] as const).map(
            (type) =>
              html`<label
                ><input
                  type="radio"
                  name="type"
                  aria-describedby="type-note"
                  .checked=${form.type === type}
                  @change=${() => (this.form = { ...this.form, type })}
                />${words[type]}</label
              >`,
          )}
        </div>
        <p id="type-note" class="note">${form.type === 'public' ? words.publicText : words.privateText}</p>
      </fieldset>
      ${this.renderField(
        'topic',
        words.topic,
        html`<textarea
          id="topic"
          dir="auto"
          .value=${form.topic}
          aria-invalid=${this.problems.topic ? 'true' : nothing}
          aria-describedby="topic-note"
          @input=${this.onInput}
        ></textarea>`,
        true,
      )}
      ${
        form.type === 'private'
          ? nothing
          : this.renderField(
              'slug',
              words.slug,
              html`<input
                id="slug"
                dir="ltr"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                .value=${form.slug}
                aria-invalid=${this.problems.slug ? 'true' : nothing}
                aria-describedby="slug-note"
                @input=${this.onInput}
              />`,
              true,
              words.slugHint,
            )
      }
      ${this.renderProblem()}
      ${renderSubmit(words.submit, attempt.isBusy, this.wait.leftMs, (time) => words.wait(words.submit, time))}
    </form>`;
  }

  private renderField(field: NewRoomField, label: string, input: TemplateResult, isOptional = false, hint = '') {
    const problem = this.problems[field];
    const most = max[field];
    const left = most === undefined ? nothing : renderLeft(this.form[field], most);
    const note = problem === undefined ? hint : inWords(field, problem);
    return html`<div class="field">
      <div class="above">
        <label class="label" for=${field}>${label}</label>
        ${left !== nothing ? left : isOptional ? html`<span class="counter">${words.optional}</span>` : nothing}
      </div>
      ${input}
      <p id="${field}-note" class=${problem === undefined ? 'note' : 'problem'} ?hidden=${note === ''}>${note}</p>
    </div>`;
  }

  /** What no field is to blame for. */
  private renderProblem() {
    const { error } = this.attempt;
    if (error === null || Object.keys(refusedFields(error)).length > 0) return nothing;
    const { code } = error;
    if (code === 'rate_limited' && this.wait.leftMs === 0) return nothing;
    const isGuest = this.chat.session.get().user?.kind === 'guest';
    return html`<p class="problem" role="alert">
      ${code === 'forbidden' ? (isGuest ? words.guests : words.forbidden) : code === 'rate_limited' ? words.often : reason(code)}
      ${
        code === 'forbidden' && isGuest && this.view.hasAccounts
          ? html`<button type="button" class="link" @click=${() => report(this, 'parley-account', {})}>
              ${findStrings.signIn}
            </button>`
          : nothing
      }
    </p>`;
  }

  private readonly onInput = (event: Event): void => {
    const { id, value } = event.target as HTMLInputElement;
    this.form = { ...this.form, [id]: value };
    // What was wrong with it is so no longer, or will be said again.
    this.problems = { ...this.problems, [id]: undefined };
  };

  private readonly onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.attempt.isBusy || this.wait.leftMs > 0) return;
    this.show(checkNewRoom(this.form));
    if (Object.values(this.problems).some(Boolean)) return;
    void this.create();
  };

  private async create(): Promise<void> {
    const { chat } = this;
    const room = await this.attempt.run(async (signal) => {
      await asSomebody(chat, signal);
      return chat.rooms.create(toNewRoom(this.form), { signal });
    });
    if (room) report(this, 'parley-enter', { at: { id: room.id } });
    else if (this.attempt.error) this.show(refusedFields(this.attempt.error));
  }

  /** Puts the person into the first field that something is wrong with. */
  private show(problems: NewRoomProblems): void {
    this.problems = problems;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('[aria-invalid]')?.focus());
  }
}
