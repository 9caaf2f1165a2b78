import type { Chat } from '@parley/sdk';
import { LitElement, html } from 'lit';
import { property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { PresenceController } from '../../controllers/presence-controller.js';
import { homeStrings } from '../../i18n/home-strings.js';
import { base } from '../../theme/base.styles.js';
import { seenStyles } from './parley-seen.styles.js';

/** Whether the others see when the person is here. */
export class ParleySeen extends LitElement {
  static override styles = [base, seenStyles];

  @property({ attribute: false }) chat!: Chat;
  @property({ attribute: false }) myId = '';

  private readonly presence = new PresenceController(this, () => this.chat);
  /** What was asked for, until the server has said so; null when nothing is under way. */
  @state() private wish: boolean | null = null;
  @state() private hasFailed = false;

  override render() {
    const isSeen = this.wish ?? !this.presence.isHidden(this.myId);
    return html`<label>
        <span>${homeStrings.seen}</span>
        <input type="checkbox" role="switch" .checked=${live(isSeen)} @change=${this.onChange} />
      </label>
      <p role="status">${this.hasFailed ? homeStrings.seenFailed : isSeen ? '' : homeStrings.unseen}</p>`;
  }

  private readonly onChange = async (event: Event): Promise<void> => {
    const { checked } = event.target as HTMLInputElement;
    this.wish = checked;
    this.hasFailed = false;
    try {
      await this.chat.setPresence(checked ? 'online' : 'invisible');
    } catch {
      this.hasFailed = true;
    }
    this.wish = null;
  };
}
