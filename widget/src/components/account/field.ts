import { html, nothing } from 'lit';
import { accountStrings } from '../../i18n/account-strings.js';
import { strings } from '../../i18n/strings.js';
import { charactersLeft, clock } from '../../state/account.js';
import type { FieldName, Problems } from '../../state/account.js';
import { icon } from '../icons.js';

const marks = {
  eye: icon(
    'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z',
    20,
  ),
  shut: icon(
    'M4 4l16 16M9.9 9.9a3 3 0 0 0 4.2 4.2M6.7 6.9C4 8.6 2.5 12 2.5 12S6 18.5 12 18.5c1.9 0 3.5-.6 4.9-1.5M10.3 5.7A8 8 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5s-.8 1.5-2.4 3.1',
    20,
  ),
} as const;

/** One field of a form. It stands in the form's own shadow root: else it would be no part of the form, to no browser. */
export interface Field {
  readonly name: FieldName;
  /** What a browser or a password manager may fill in. */
  readonly autocomplete: string;
  readonly problems: Problems;
  readonly type?: 'text' | 'email';
  readonly isOptional?: boolean;
  /** Where another one than the name's own is meant. */
  readonly label?: string;
  /** What stands below; null for nothing, default what belongs to the name. */
  readonly hint?: string | null;
  /** What stands in the field at first. */
  readonly initial?: string | null;
  /** Makes it a password: whether it can be read now, and what turns that around. */
  readonly reveal?: readonly [isRevealed: boolean, onReveal: () => void];
}

/** A label, its input and what is to say about it: a problem, else a hint. */
export function renderField(field: Field) {
  const { labels, hints, optional } = accountStrings;
  const { name, autocomplete, problems, type = 'text', isOptional, initial, reveal } = field;
  const { label = labels[name], hint = autocomplete === 'current-password' ? null : hints[name] } = field;
  const problem = problems[name];
  const note = problem ?? hint ?? undefined;
  return html`<div class="field">
    <div class="above">
      <label for=${name}>${label}</label>
      ${isOptional ? html`<span class="counter" id="${name}-optional">${optional}</span>` : nothing}
    </div>
    <div class="box ${reveal ? 'revealable' : ''}">
      <input
        id=${name}
        name=${name}
        type=${reveal?.[0] === false ? 'password' : type}
        autocomplete=${autocomplete}
        autocapitalize=${name === 'displayName' ? 'words' : 'none'}
        spellcheck="false"
        dir=${name === 'displayName' ? 'auto' : 'ltr'}
        aria-invalid=${problem === undefined ? nothing : 'true'}
        aria-describedby=${`${name}-note${isOptional ? ` ${name}-optional` : ''}`}
        .defaultValue=${initial ?? ''}
      />
      ${reveal ? renderReveal(...reveal) : nothing}
    </div>
    ${renderNote(name, problem, note)}
  </div>`;
}

/** Beside whose password it is, so that a password manager knows which one to give. */
export const renderUsername = (username: string) =>
  html`<input hidden name="username" autocomplete="username" .defaultValue=${username} />`;

/** What stands below a field, and describes it to a screen reader. */
export const renderNote = (name: FieldName, problem: string | undefined, note: string | undefined) =>
  html`<p id="${name}-note" class=${problem === undefined ? 'note' : 'problem'} ?hidden=${note === undefined}>
    ${note}
  </p>`;

/** How much room a field has left; nothing before that matters. */
export function renderCounter(value: string, max: number) {
  const left = charactersLeft(value, max);
  if (left === null) return nothing;
  return html`<span class="counter ${left < 0 ? 'over' : ''}"
    >${left < 0 ? strings.charactersOver(-left) : strings.charactersLeft(left)}</span
  >`;
}

/** The eye shows what was typed as a password, and hides it again. */
const renderReveal = (isRevealed: boolean, onReveal: () => void) =>
  html`<button
    type="button"
    class="reveal"
    aria-label=${accountStrings.showPassword}
    aria-pressed=${isRevealed ? 'true' : 'false'}
    @click=${onReveal}
  >
    ${isRevealed ? marks.shut : marks.eye}
  </button>`;

/**
 * The button that sends a form. While nothing can be sent it keeps the focus that it may have, and counts down.
 * @param leftMs time that is left to wait
 */
export function renderSubmit(label: string, isBusy: boolean, leftMs: number) {
  const isWaiting = leftMs > 0;
  return html`<button class="action" aria-disabled=${isBusy || isWaiting ? 'true' : nothing}>
    <span class=${isBusy ? 'busy' : ''}>${isWaiting ? accountStrings.wait(clock(leftMs)) : label}</span
    >${isWaiting ? html`<span class="only-read"> ${accountStrings.thenPossible(label)}</span>` : nothing}
  </button>`;
}

/** Puts the person into the first field that something is wrong with. */
export function focusProblem(root: ParentNode): void {
  root.querySelector<HTMLElement>('[aria-invalid]')?.focus();
}
