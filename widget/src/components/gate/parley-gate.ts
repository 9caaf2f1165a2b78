import { LitElement, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import type { RoomView } from '../../state/room-view.js';
import { base } from '../../theme/base.styles.js';
import { report } from '../intents.js';
import { gateStyles } from './parley-gate.styles.js';

/** Its words, which only those load who read them. */
const words = {
  account: 'Guests cannot write here.',
  signIn: 'Log in or create an account',
  site: 'To write here, log in to this site.',
} as const;

/**
 * Stands where messages are written, for somebody who cannot write as they are: says what it takes, and leads there.
 * @fires parley-account
 */
export class ParleyGate extends LitElement {
  static override styles = [base, gateStyles];

  /** What it takes to write. */
  @property({ attribute: false }) needs: RoomView['needs'] = null;

  override render() {
    if (this.needs === null) return nothing;
    return html`<p>${words[this.needs]}</p>
      ${
        this.needs === 'account'
          ? html`<button type="button" class="action" @click=${() => report(this, 'parley-account', {})}>
              ${words.signIn}
            </button>`
          : nothing
      }`;
  }
}
