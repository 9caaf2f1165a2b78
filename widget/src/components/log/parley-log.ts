import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { ClockController } from '../../controllers/clock-controller.js';
import { CountdownController } from '../../controllers/countdown-controller.js';
import { ScrollController } from '../../controllers/scroll-controller.js';
import { reasonsFor } from '../../controllers/reasons.js';
import { strings } from '../../i18n/strings.js';
import { layoutLog } from '../../state/log-layout.js';
import type { DaySection, MessageRow } from '../../state/log-layout.js';
import { countdown, emptyRoomView } from '../../state/room-view.js';
import type { RoomView } from '../../state/room-view.js';
import { timeLabel } from '../../state/time-words.js';
import { base } from '../../theme/base.styles.js';
import { icons } from '../icons.js';
import { report } from '../intents.js';
import { logStyles } from './parley-log.styles.js';

/**
 * The log of a room, and what stands in its place while there is none.
 * @fires parley-at-end, parley-load-before, parley-load-after, parley-newest, parley-reload, parley-write
 * @csspart log
 */
export class ParleyLog extends LitElement {
  static override styles = [base, logStyles];

  @property({ attribute: false }) view: RoomView = emptyRoomView;
  /** Seq that the "New" line stands before; null for none. */
  @property({ attribute: false }) newFromSeq: number | null = null;
  /** Messages of others below what is on screen. */
  @property({ attribute: false }) unread = 0;

  @query('.viewport') private readonly viewport!: HTMLElement;
  @query('.content') private readonly content!: HTMLElement;

  private readonly clock = new ClockController(this, 30_000);
  private readonly wait = new CountdownController(this, () => this.view.waitUntil);
  private readonly scrolling = new ScrollController({
    onEnd: () => {
      this.tellEnd();
      this.requestUpdate();
    },
    onNearStart: () => {
      const { phase, hasBefore, isLoadingBefore, hasBeforeFailed } = this.view;
      if (phase === 'ready' && hasBefore && !isLoadingBefore && !hasBeforeFailed)
        report(this, 'parley-load-before', {});
    },
    onNearEnd: () => report(this, 'parley-load-after', {}),
  });

  constructor() {
    super();
    this.addController(this.scrolling);
  }

  /** Shows the newest messages; when unread ones begin above the screen, from the first of them. */
  showUnread(): void {
    if (this.view.hasAfter) return;
    this.scrolling.toEnd();
    const later = requestAnimationFrame;
    // Drawn in the first frame, and put in its place at its end; where that has led is known in the third.
    later(() =>
      later(() => {
        const line = this.renderRoot.querySelector<HTMLElement>('.new');
        if (line !== null) this.scrolling.reveal(line);
        later(() => this.tellEnd());
      }),
    );
  }

  /** Goes to the end: the person wrote, and wants to see it. */
  showEnd(): void {
    this.scrolling.toEnd();
  }

  protected override willUpdate(): void {
    this.scrolling.goesOn = !!this.view.hasAfter;
  }

  protected override firstUpdated(): void {
    this.scrolling.watch({ viewport: this.viewport, content: this.content });
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get('view');
    const { view } = this;
    const key = sendingKey(view);
    if (before && before.at !== view.at) this.scrolling.startOver();
    // The own message is what its writer looks for, wherever the log stood.
    else if (before && key !== null && key !== sendingKey(before)) this.scrolling.toEnd();
    this.scrolling.rendered();
  }

  override render() {
    const { view } = this;
    return html`<div
        class="viewport"
        part="log"
        role="log"
        tabindex="0"
        aria-label=${strings.messages}
        aria-busy=${view.phase === 'loading' || view.isLoadingBefore}
        @parley-message-retry=${this.keepFocus}
        @parley-message-delete=${this.keepFocus}
      >
        <div class="content">${this.renderContent()}</div>
      </div>
      ${view.jump} ${this.scrolling.isAtEnd || view.items.length === 0 ? nothing : this.renderPill()}`;
  }

  private readonly toNewest = (): void => {
    const { hasAfter } = this.view;
    if (hasAfter) report(this, 'parley-newest', {});
    this.keepFocus();
    this.scrolling.toEnd(hasAfter || matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth');
  };

  /** The button that was pressed is about to go. A focus elsewhere stays there, as where pressing a button gives it none. */
  private readonly keepFocus = (): void => {
    if (this.shadowRoot?.activeElement) this.viewport.focus({ preventScroll: true });
  };

  private readonly loadAgain = (): void => {
    this.keepFocus();
    report(this, 'parley-load-before', {});
  };

  private tellEnd(): void {
    report(this, 'parley-at-end', { isAtEnd: this.scrolling.isAtEnd });
  }

  private renderContent() {
    const { view } = this;
    if (view.phase === 'error') return this.renderProblem();
    if (view.phase === 'loading' && view.items.length === 0) {
      return html`<div class="skeleton" role="status" aria-label=${strings.loading}><i></i><i></i><i></i><i></i></div>`;
    }
    if (view.items.length === 0) return this.renderEmpty();
    const days = layoutLog(view.items, { now: this.clock.now, newFromSeq: view.jump ? null : this.newFromSeq });
    return html`${this.renderEarlier()}
    ${repeat(
      days,
      (day) => day.key,
      (day) => this.renderDay(day),
    )}`;
  }

  private renderDay(day: DaySection) {
    return html`<section>
      <div class="day">${day.label}</div>
      ${repeat(
        day.rows,
        (row) => row.key,
        (row) => (row.kind === 'new' ? html`<div class="new">${strings.newMessages}</div>` : this.renderMessage(row)),
      )}
    </section>`;
  }

  private renderMessage({ item, starts, ends }: MessageRow) {
    const isLastSending = item.status === 'sending' && item === this.view.items.at(-1);
    return html`<parley-message
      .item=${item}
      ?starts=${starts}
      ?ends=${ends}
      .time=${timeLabel(Date.parse(item.createdAt), this.clock.now)}
      .note=${this.view.notes?.[item.key]}
      .extra=${this.view.extra?.(item)}
      .waiting=${isLastSending ? this.waiting : nothing}
    ></parley-message>`;
  }

  /** What all that is on its way waits for; nothing when it does not wait. The time is counted for the eye alone. */
  private get waiting() {
    const { leftMs } = this.wait;
    if (this.view.link === 'offline') return strings.waiting;
    return leftMs > 0 ? html`${strings.waitingForTurn} <span aria-hidden="true">${countdown(leftMs)}</span>` : nothing;
  }

  private renderEarlier() {
    const { hasBefore, isLoadingBefore, hasBeforeFailed } = this.view;
    if (hasBeforeFailed) {
      return html`<div class="earlier">
        ${strings.earlierFailed}
        <button type="button" @click=${this.loadAgain}>${strings.retry}</button>
      </div>`;
    }
    if (!hasBefore) return nothing;
    return html`<div class="earlier">${isLoadingBefore ? html`<span>${strings.loadingEarlier}</span>` : nothing}</div>`;
  }

  private renderEmpty() {
    const { needs, emptyTitle } = this.view;
    return html`<div class="state">
      ${icons.speech}
      <h3>${emptyTitle ?? strings.emptyTitle}</h3>
      ${
        (needs ?? emptyTitle)
          ? nothing
          : html`<button type="button" class="link" @click=${() => report(this, 'parley-write', {})}>
              ${strings.emptyAction}
            </button>`
      }
    </div>`;
  }

  private renderProblem() {
    const problem = this.view.problem ?? 'other';
    const { title, text } = strings.problems[problem] ?? reasonsFor(this)?.problems[problem] ?? strings.problems.other;
    return html`<div class="state" role="alert">
      ${icons.alert}
      <h3>${title}</h3>
      <p>${text}</p>
      <button type="button" class="action" @click=${() => report(this, 'parley-reload', {})}>${strings.retry}</button>
    </div>`;
  }

  private renderPill() {
    const { unread } = this;
    return html`<div class="below">
      <button
        type="button"
        class="pill ${unread > 0 ? 'counts' : ''}"
        aria-label=${unread > 0 ? strings.newBelow(unread) : strings.jumpToEnd}
        @click=${this.toNewest}
      >
        ${icons.down} ${unread > 0 ? html`<bdi>${strings.newBelow(unread)}</bdi>` : nothing}
      </button>
    </div>`;
  }
}

/** Key of the own message that was begun last, null when none is on its way. */
const sendingKey = (view: RoomView): string | null =>
  view.items.findLast((item) => item.status === 'sending')?.key ?? null;
