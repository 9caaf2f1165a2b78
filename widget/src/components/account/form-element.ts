import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { CountdownController } from '../../controllers/countdown-controller.js';
import { checkFields, freshTask } from '../../state/account.js';
import type { FieldName, Problems, RequiredField, Task, Typed } from '../../state/account.js';
import { checkName } from '../../state/display-name.js';
import { base } from '../../theme/base.styles.js';
import { focusProblem, renderSubmit } from './field.js';
import { formStyles } from './form.styles.js';

/** An element with a form: reads it, says what is wrong where it is, waits as long as the server wants. */
export abstract class FormElement extends LitElement {
  static override styles = [base, formStyles];

  /** What the form waits for. */
  @property({ attribute: false }) task: Task = freshTask;
  @state() protected problems: Problems = {};
  @state() private isRevealed = false;
  private readonly wait = new CountdownController(this, () => (this.isHeld ? this.task.waitUntil : null));

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('task')) this.problems = this.task.problems;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('task')) focusProblem(this.renderRoot);
  }

  /** The wait that the server wants is for what stands in the form now. */
  protected get isHeld(): boolean {
    return true;
  }

  /** Nothing is under way, and nothing to be waited for. */
  protected get isStill(): boolean {
    return !this.task.isBusy && this.wait.leftMs === 0;
  }

  /** Makes a field a password that can be shown. */
  protected get reveal() {
    return [this.isRevealed, () => (this.isRevealed = !this.isRevealed)] as const;
  }

  /** What no field is to blame for. */
  protected renderFormProblem() {
    const { form } = this.problems;
    const isOver = this.task.waitUntil !== null && this.wait.leftMs === 0;
    return form === undefined || isOver ? nothing : html`<p class="problem" role="alert">${form}</p>`;
  }

  protected renderSubmit(label: string) {
    return renderSubmit(label, this.task.isBusy, this.wait.leftMs);
  }

  /**
   * Reads the form that the event is about.
   * @param required fields that must not be left empty
   * @param known fields that must only be there
   * @returns null when it cannot go out, which is then said
   */
  protected read(
    event: Event,
    fields: readonly FieldName[],
    required: readonly RequiredField[],
    known: readonly FieldName[] = [],
  ): Typed | null {
    event.preventDefault();
    if (!this.isStill) return null;
    const { elements } = formOf(event);
    const inputs = fields.map((name) => [name, elements.namedItem(name) as HTMLInputElement] as const);
    const typed: Typed = Object.fromEntries(
      inputs.map(([name, { value }]) => [name, /password/i.test(name) ? value : checkName(value).name]),
    );
    this.problems = checkFields(typed, required, known);
    if (Object.keys(this.problems).length === 0) {
      // A browser offers to keep what it knows as a password.
      this.isRevealed = false;
      return typed;
    }
    void this.updateComplete.then(() => focusProblem(this.renderRoot));
    return null;
  }

  /** What was wrong with a field is so no longer, or will be said again. */
  protected readonly onInput = (event: Event): void => {
    const { name } = event.target as HTMLInputElement;
    this.problems = { ...this.problems, [name]: undefined };
  };
}

/** The form that an event happened in. */
export const formOf = (event: Event): HTMLFormElement => (event.target as Element).closest('form') as HTMLFormElement;
