import { LitElement, html } from 'lit';
import { property } from 'lit/decorators.js';
import { avatarTone, initials } from '../../state/initials.js';
import { base } from '../../theme/base.styles.js';
import { avatarStyles } from './parley-avatar.styles.js';

/**
 * A person's initials in the person's colour. Decoration: the name stands beside it, so it is hidden from screen readers.
 * @csspart avatar
 */
export class ParleyAvatar extends LitElement {
  static override styles = [base, avatarStyles];

  /** Stable id of the person; chooses the colour. */
  @property({ attribute: false }) person = '';
  /** Display name; gives the letters. */
  @property({ attribute: false }) name = '';

  override render() {
    return html`<div
      part="avatar"
      aria-hidden="true"
      data-tone=${avatarTone(this.person)}
      data-letters=${initials(this.name)}
    ></div>`;
  }
}
