import { LitElement, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { momentLabel } from '../../state/moment-label.js';
import { emptyRoomView, isShutOut } from '../../state/room-view.js';
import type { RoomView } from '../../state/room-view.js';
import { base } from '../../theme/base.styles.js';
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

/**
 * Stands where messages are written, for somebody who cannot write: says what it takes, and leads there.
 * @fires parley-account, parley-go
 */
export class ParleyGate extends LitElement {
  static override styles = [base, gateStyles];

  /** The room, and what keeps the person from writing in it. */
  @property({ attribute: false }) view: RoomView = emptyRoomView;

  override render() {
    const { needs, timeline } = this.view;
    if (needs === null) return nothing;
    const until = needs === 'muted' && timeline?.member?.mute?.until;
    return html`<p>${until ? words.mutedUntil(momentLabel(Date.parse(until), Date.now())) : words[needs]}</p>
      ${needs === 'account' ? this.renderWay(words.signIn, () => report(this, 'parley-account', {})) : nothing}
      ${isShutOut(needs) ? this.renderWay(words.home, () => report(this, 'parley-go', { place: 'rooms' })) : nothing}`;
  }

  private renderWay(label: string, go: () => void) {
    return html`<button type="button" class="action" @click=${go}>${label}</button>`;
  }
}
