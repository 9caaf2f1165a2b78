import { html, nothing } from 'lit';
import { query, state } from 'lit/decorators.js';
import { AttemptController } from '../../controllers/attempt-controller.js';
import { CountdownController } from '../../controllers/countdown-controller.js';
import { MatchController, leaveRoom } from '../../controllers/match-controller.js';
import { findStrings, reason } from '../../i18n/find-strings.js';
import { GROUP_SIZES, addInterests } from '../../state/interests.js';
import { keepWish, lastWish, takeErrand } from '../../state/match-wish.js';
import type { MatchErrand } from '../../state/match-wish.js';
import { countdown } from '../../state/room-view.js';
import { base } from '../../theme/base.styles.js';
import { findingStyles } from '../finding/finding.styles.js';
import { renderNeeds, renderSubmit, neededWay } from '../finding/parts.js';
import { icon } from '../icons.js';
import { report } from '../intents.js';
import { PlaceElement } from '../places/place-element.js';
import { rowStyles } from '../rows/rows.styles.js';
import { matchStyles } from './parley-match.styles.js';

const words = findStrings.match;
const cross = icon('M7 7l10 10M17 7 7 17', 14);

/** The found room comes in when the screen has gone out. */
const goOutMs = 240;
const pair = 2;
const usualGroup = 4;

/**
 * Where strangers meet: says what one likes, waits, and leads into the room with whoever was found.
 * @fires parley-enter, parley-account
 */
export class ParleyMatch extends PlaceElement {
  static override styles = [base, rowStyles, findingStyles, matchStyles];

  @state() private interests: readonly string[] = lastWish().interests ?? [];
  @state() private problem: string | null = null;
  @state() private isGroup = (lastWish().size ?? pair) > pair;
  @state() private size = this.isGroup ? (lastWish().size ?? usualGroup) : usualGroup;
  @state() private hasLeft = false;
  @query('#interest') private readonly field!: HTMLInputElement | null;
  /** What is still to be done about the room beneath. */
  @state() private errand: MatchErrand | null = null;
  private readonly match = new MatchController(this, (roomId) => void this.enter(roomId));
  private readonly leaving = new AttemptController(this);
  private readonly wait = new CountdownController(this, () => this.match.waitUntil ?? this.leaving.waitUntil);

  protected override firstUpdated(): void {
    const errand = takeErrand();
    // Of another room than the one that the person sees nothing is done.
    if (errand === null || errand.roomId !== this.view.room?.id) return;
    this.errand = errand;
    void this.run(errand);
  }

  override render() {
    const needs = neededWay(this.view);
    if (needs) return renderNeeds(this, needs, words.needsTitle);
    const { errand, match } = this;
    if (match.status !== 'idle') return this.renderWaiting();
    const error = errand && (match.error ?? this.leaving.error);
    return error ? this.renderStuck(errand, error.code) : this.renderForm();
  }

  /** The room beneath could not be left. */
  private renderStuck(errand: MatchErrand, code: string) {
    const { leftMs } = this.wait;
    return html`<div class="notice">
      <div role="alert">
        <h3>${words.stuck}</h3>
        <p>${reason(code)}</p>
      </div>
      <button
        type="button"
        class="action"
        aria-disabled=${leftMs > 0 ? 'true' : nothing}
        @click=${() => leftMs === 0 && void this.run(errand)}
      >
        ${leftMs > 0 ? words.startIn(words.again, countdown(leftMs)) : words.again}
      </button>
      <button type="button" class="plain" @click=${() => report(this, 'parley-enter', { at: { id: errand.roomId } })}>
        ${words.backToChat}
      </button>
    </div>`;
  }

  private renderForm() {
    const { match } = this;
    const label = this.isGroup ? words.startGroup : words.start;
    return html`<form class="column" novalidate @submit=${this.onSubmit}>
      <p class="lead" role="status">${this.hasLeft ? words.left : words.lead}</p>
      <fieldset>
        <legend class="label">${words.whom}</legend>
        <div class="choice">
          ${[false, true].map(
            (isGroup) =>
              html`<label
                ><input
                  type="radio"
                  name="whom"
                  .checked=${this.isGroup === isGroup}
                  @change=${() => (this.isGroup = isGroup)}
                />${isGroup ? words.group : words.one}</label
              >`,
          )}
        </div>
      </fieldset>
      ${this.isGroup ? this.renderSizes() : nothing} ${this.renderInterests()}
      ${
        match.error === null || (match.error.code === 'rate_limited' && this.wait.leftMs === 0)
          ? nothing
          : html`<p class="problem" role="alert">
              ${match.error.code === 'rate_limited' ? words.often : reason(match.error.code)}
            </p>`
      }
      ${renderSubmit(label, this.leaving.isBusy, this.wait.leftMs, (time) => words.startIn(label, time))}
    </form>`;
  }

  private renderSizes() {
    return html`<fieldset>
      <legend class="label">${words.size}</legend>
      <div class="choice">
        ${GROUP_SIZES.map(
          (size) =>
            html`<label
              ><input
                type="radio"
                name="size"
                .checked=${this.size === size}
                @change=${() => (this.size = size)}
              />${size}</label
            >`,
        )}
      </div>
    </fieldset>`;
  }

  private renderInterests() {
    const { interests, problem } = this;
    return html`<div class="field">
      <label class="label" for="interest">${words.interests}</label>
      ${
        interests.length > 0
          ? html`<ul class="chips">
              ${interests.map(
                (interest, index) =>
                  html`<li>
                    <bdi>${interest}</bdi>
                    <button type="button" aria-label=${words.remove(interest)} @click=${() => this.drop(index)}>
                      ${cross}
                    </button>
                  </li>`,
              )}
            </ul>`
          : nothing
      }
      <input
        id="interest"
        dir="auto"
        autocomplete="off"
        enterkeyhint="done"
        placeholder=${words.add}
        aria-invalid=${problem === null ? nothing : 'true'}
        aria-describedby="interest-note"
        @input=${this.onType}
        @keydown=${this.onKey}
      />
      <p id="interest-note" class=${problem === null ? 'note' : 'problem'} aria-live="polite">
        ${problem ?? words.interestsHint}
      </p>
    </div>`;
  }

  private renderWaiting() {
    const { match, interests } = this;
    const isOffline = this.view.link === 'offline' || this.view.link === 'connecting';
    // That there is oneself says nothing.
    const crowd = match.waiting ?? 0;
    const others = (this.isGroup ? this.size : pair) - 1;
    const looking = others > 1 ? words.lookingGroup(others) : interests.length > 0 ? words.lookingAlike : words.looking;
    const note = isOffline ? words.offline : match.isForAnybody && interests.length > 0 ? words.anybody : words.stays;
    return html`<div class="waiting ${match.status} ${isOffline ? 'still' : ''}">
      <div class="pulse" aria-hidden="true"><i></i><i></i><i></i></div>
      <div role="status">
        <h3 tabindex="-1">
          ${match.status === 'found' ? words.found : match.status === 'starting' ? words.starting : looking}
        </h3>
        <p class="note">${match.status === 'waiting' ? note : nothing}</p>
      </div>
      <p class="note crowd">${crowd > 1 && !isOffline ? words.crowd(crowd) : nothing}</p>
      <button type="button" class="plain" ?disabled=${match.status === 'found'} @click=${() => void this.cancel()}>
        ${words.cancel}
      </button>
    </div>`;
  }

  private readonly onType = (): void => {
    this.problem = null;
    // Typed or pasted; what an input method has not finished has none.
    if (/[,،、;]/u.test(this.field?.value ?? '')) this.add();
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const value = this.field?.value ?? '';
    if (event.isComposing) return;
    if (event.key === 'Enter' && value.trim() !== '') {
      event.preventDefault();
      this.add();
    } else if (event.key === 'Backspace' && value === '' && this.interests.length > 0) {
      this.drop(this.interests.length - 1);
    }
  };

  private add(): boolean {
    const { field } = this;
    if (field === null) return true;
    const { interests, problem, rest } = addInterests(this.interests, field.value);
    this.interests = interests;
    this.problem = problem === null ? null : problem === 'too_long' ? words.tooLong : words.tooMany;
    field.value = rest;
    return problem === null;
  }

  private drop(index: number): void {
    this.interests = this.interests.filter((_, at) => at !== index);
    this.problem = null;
    this.field?.focus();
  }

  private readonly onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.wait.leftMs > 0 || this.leaving.isBusy) return;
    if (!this.add()) return this.field?.focus();
    this.hasLeft = false;
    const { interests } = this;
    keepWish({ size: this.isGroup ? this.size : pair, ...(interests.length > 0 ? { interests: [...interests] } : {}) });
    void this.match.look(this.chat, lastWish(), this.leave);
    void this.focusOn('.waiting h3');
  };

  private async cancel(): Promise<void> {
    this.match.stop();
    await this.focusOn('.action');
  }

  private async run({ kind }: MatchErrand): Promise<void> {
    if (kind === 'next') await this.match.look(this.chat, lastWish(), this.leave);
    else this.hasLeft = (await this.leaving.run(() => this.leave().then(() => true))) === true;
    if (this.errand) await this.focusOn('.action');
  }

  /** Leaves the room beneath, if the person came for that: it is shown no more once that is done. */
  private readonly leave = async (): Promise<void> => {
    const { chat, errand } = this;
    if (errand === null) return;
    await leaveRoom(chat, errand.roomId);
    this.errand = null;
    report(this, 'parley-enter', { at: null, stays: true });
  };

  private async enter(roomId: string): Promise<void> {
    await new Promise((gone) => setTimeout(gone, goOutMs));
    if (this.isConnected && this.match.take()) report(this, 'parley-enter', { at: { id: roomId } });
  }

  private async focusOn(selector: string): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
  }
}
