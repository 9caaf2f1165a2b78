import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { CountdownController } from '../../controllers/countdown-controller.js';
import { strings } from '../../i18n/strings.js';
import { defaultTextLimits, judgeDraft, sendsOn } from '../../state/composer-rules.js';
import type { DraftState, TextLimits } from '../../state/composer-rules.js';
import { countdown } from '../../state/room-view.js';
import { base } from '../../theme/base.styles.js';
import { icons } from '../icons.js';
import { report } from '../intents.js';
import { composerStyles } from './parley-composer.styles.js';

/**
 * Where a message is written. Drafts live here, so they stay while the panel is closed and other rooms are shown.
 * @fires parley-send
 * @csspart composer, send
 */
export class ParleyComposer extends LitElement {
  static override styles = [base, composerStyles];
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  @property({ attribute: false }) limits: TextLimits = defaultTextLimits;
  /** Epoch ms until which nothing can be sent; null for no wait. */
  @property({ attribute: false }) waitUntil: number | null = null;
  /** Where it is written: each place has a draft of its own. */
  @property({ attribute: false }) at: string | undefined;
  /** Who writes; what one person left unsent is not shown to the next. */
  @property({ attribute: false }) person: string | null = null;
  /** What the person had begun to write on the page before this one. */
  @property({ attribute: false }) begun = '';
  /** The own display name, null while there is none. */
  @property({ attribute: false }) myName: string | null = null;

  /** The server refused the name asked for last. */
  @property({ attribute: false }) hasNameFailed = false;

  @state() private draft = '';
  /** Those of other rooms. */
  private readonly drafts = new Map<string | undefined, string>();
  @query('textarea') private readonly field!: HTMLTextAreaElement;
  private readonly wait = new CountdownController(this, () => this.waitUntil);

  override focus(options?: FocusOptions): void {
    this.field.focus(options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('at')) {
      this.drafts.set(changed.get('at'), this.draft);
      // What was written before it was known where stays.
      this.draft = this.drafts.get(this.at) ?? (changed.get('at') === undefined ? this.draft : '');
    }
    if (changed.get('person')) {
      this.draft = '';
      this.drafts.clear();
    }
    if (changed.has('begun') || changed.has('at')) this.draft ||= this.begun;
  }

  override render() {
    const judged = judgeDraft(this.draft, this.limits);
    return html`<div class="composer" part="composer">
      <form @submit=${this.onSubmit}>
        <div class="grow">
          <div class="mirror" aria-hidden="true">${this.draft}</div>
          <textarea
            rows="1"
            dir=${this.draft === '' ? nothing : 'auto'}
            enterkeyhint="enter"
            aria-label=${strings.message}
            aria-describedby="counter"
            placeholder=${strings.message}
            .value=${this.draft}
            @input=${this.onInput}
            @keydown=${this.onKeyDown}
          ></textarea>
        </div>
        ${this.renderSend(judged)}
      </form>
      <div class="below">
        <parley-name .name=${this.myName} .hasFailed=${this.hasNameFailed}></parley-name>
        ${this.renderCounter(judged)}
      </div>
    </div>`;
  }

  private renderSend(judged: DraftState) {
    const { leftMs } = this.wait;
    const isWaiting = leftMs > 0;
    return html`<button
      part="send"
      class="send ${judged.isEmpty && !isWaiting ? '' : 'shown'} ${isWaiting ? 'waits' : ''}"
      aria-label=${isWaiting ? strings.sendAgainIn(Math.ceil(leftMs / 1000)) : strings.send}
      ?disabled=${isWaiting || !judged.canSend}
      @pointerdown=${keepFocus}
    >
      ${isWaiting ? countdown(leftMs) : icons.send}
    </button>`;
  }

  private renderCounter({ left }: DraftState) {
    const words = left === null ? '' : left < 0 ? strings.charactersOver(-left) : strings.charactersLeft(left);
    return html`<span id="counter" class="counter ${left !== null && left < 0 ? 'over' : ''}"
      >${words || nothing}</span
    >`;
  }

  private readonly onInput = (): void => {
    this.draft = this.field.value;
  };

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (!sendsOn(event, matchMedia('(hover: none) and (pointer: coarse)').matches)) return;
    event.preventDefault();
    this.send();
  };

  private readonly onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    this.send();
  };

  private send(): void {
    const judged = judgeDraft(this.draft, this.limits);
    if (!judged.canSend || this.wait.leftMs > 0) return;
    this.draft = '';
    report(this, 'parley-send', { text: judged.text });
    this.focus();
  }
}

/** A press on the button must not take the focus from the field: on a phone the keyboard would go down and up again. */
const keepFocus = (event: Event): void => event.preventDefault();
