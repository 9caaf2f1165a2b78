import { LitElement, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { closedBy, muteEnd, slowUntil } from '../../state/room-rules.js';
import { emptyRoomView } from '../../state/room-view.js';
import type { RoomView } from '../../state/room-view.js';
import { exactTime } from '../../state/time-words.js';
import { base } from '../../theme/base.styles.js';
import type { ParleyComposer } from '../composer/parley-composer.js';
import { report } from '../intents.js';
import { gateStyles } from './parley-gate.styles.js';

/** Its words, which only those load who read them. */
const words = {
  account: 'Guests cannot write here.',
  signIn: 'Log in or create an account',
  site: 'To write here, log in to this site.',
  archived: 'This room is archived: nothing is written here any more.',
  banned: 'You were banned from this room.',
  removed: 'You are no longer in this room.',
  home: 'Your rooms',
  moderators: 'Only moderators write here.',
  muted: 'You are muted: you can read here, and not write.',
  mutedUntil: (time: string) => `You are muted until ${time}.`,
} as const;

/** `setTimeout` takes no more. */
const LONGEST_WAIT_MS = 2_000_000_000;

/**
 * Stands before the composer, in whose place it says why one cannot write; where one can, but not as often as one likes, it
 * tells the composer when.
 * @fires parley-account, parley-go
 */
export class ParleyGate extends LitElement {
  static override styles = [base, gateStyles];

  /** The room, and what it takes to write there. */
  @property({ attribute: false }) view: RoomView = emptyRoomView;
  private composer: ParleyComposer | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.composer = this.nextElementSibling as ParleyComposer | null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    if (!this.composer) return;
    this.composer.hidden = false;
    this.composer.waitUntil = this.view.waitUntil;
  }

  protected override updated(): void {
    const { view, composer, reason, mutedUntil } = this;
    this.hidden = reason === null;
    if (composer) {
      composer.hidden = reason !== null;
      composer.waitUntil = view.waitUntil ?? (view.timeline && slowUntil(view.timeline));
    }
    clearTimeout(this.timer);
    if (mutedUntil === null) return;
    this.timer = setTimeout(() => this.requestUpdate(), Math.min(mutedUntil - Date.now(), LONGEST_WAIT_MS));
  }

  override render() {
    const { reason, mutedUntil } = this;
    if (reason === null) return nothing;
    return html`<p>${mutedUntil === null ? words[reason] : words.mutedUntil(exactTime(mutedUntil))}</p>
      ${reason === 'account' ? this.renderAction(words.signIn, () => report(this, 'parley-account', {})) : nothing}
      ${
        reason === 'removed' || reason === 'banned'
          ? this.renderAction(words.home, () => report(this, 'parley-go', { place: 'rooms' }))
          : nothing
      }`;
  }

  private renderAction(label: string, act: () => void) {
    return html`<button type="button" class="action" @click=${act}>${label}</button>`;
  }

  private get reason() {
    const { needs, timeline } = this.view;
    return needs ?? (timeline && closedBy(timeline, Date.now()));
  }

  /** When a mute ends, in epoch ms; null for none, or none that ends. */
  private get mutedUntil(): number | null {
    const { timeline } = this.view;
    return timeline && this.reason === 'muted' ? muteEnd(timeline) : null;
  }
}
