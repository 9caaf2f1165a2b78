import type { Chat, ChatError } from '@parley/sdk';
import { LitElement, html } from 'lit';
import { property, state } from 'lit/decorators.js';
import { PresenceController } from '../../controllers/presence-controller.js';
import { homeStrings } from '../../i18n/home-strings.js';
import { refusalOf } from '../../i18n/refusals.js';
import { base } from '../../theme/base.styles.js';
import { renderSwitch } from '../rows/render-switch.js';
import { switchStyles } from '../rows/switch.styles.js';
import { seenStyles } from './parley-seen.styles.js';

/** Whether the others see when the person is here. */
export class ParleySeen extends LitElement {
  static override styles = [base, switchStyles, seenStyles];

  @property({ attribute: false }) chat!: Chat;
  @property({ attribute: false }) myId = '';

  private readonly presence = new PresenceController(this, () => this.chat);
  /** What was asked for, until the server has said so; null when nothing is under way. */
  @state() private wish: boolean | null = null;
  @state() private problem = '';

  override render() {
    const isSeen = this.wish ?? !this.presence.isHidden(this.myId);
    return html`${renderSwitch(homeStrings.seen, isSeen, () => this.show(!isSeen))}
      <p role="status">${this.problem || (isSeen ? '' : homeStrings.unseen)}</p>`;
  }

  private async show(isSeen: boolean): Promise<void> {
    this.wish = isSeen;
    this.problem = '';
    try {
      await this.chat.setPresence(isSeen ? 'online' : 'invisible');
    } catch (error) {
      this.problem = refusalOf((error as ChatError).code);
    }
    this.wish = null;
  }
}
