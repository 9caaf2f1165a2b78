import { LitElement, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { avatarTone, initials } from '../../state/initials.js';
import { base } from '../../theme/base.styles.js';
import { avatarStyles } from './parley-avatar.styles.js';

/**
 * A person's picture, or initials in the person's colour where there is none to be seen. Decoration: the name stands beside it, so it is hidden from screen readers.
 * @csspart avatar
 */
export class ParleyAvatar extends LitElement {
  static override styles = [base, avatarStyles];

  /** Stable id of the person; chooses the colour. */
  @property({ attribute: false }) person = '';
  /** Display name; gives the letters. */
  @property({ attribute: false }) name = '';

  /** Address of the picture; null = none. */
  @property({ attribute: false }) picture: string | null = null;
  /** The address of a picture that could not be shown: gone, or not allowed by the page. */
  @state() private failed: string | null = null;

  override render() {
    const { picture, failed } = this;
    const shown = picture === failed ? null : picture;
    return html`<div
      part="avatar"
      aria-hidden="true"
      data-tone=${avatarTone(this.person)}
      data-letters=${shown === null ? initials(this.name) : ''}
    >
      ${
        shown === null
          ? nothing
          : html`<img src=${shown} alt="" referrerpolicy="no-referrer" @error=${() => (this.failed = shown)} />`
      }
    </div>`;
  }
}
