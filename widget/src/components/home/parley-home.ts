import { html } from 'lit';
import { base } from '../../theme/base.styles.js';
import { report } from '../intents.js';
import { PlaceElement } from '../places/place-element.js';
import { placeStrings } from '../../i18n/place-strings.js';

/**
 * Where a person begins: the chats they have, and the ways to new ones.
 * @fires parley-go, parley-enter
 */
export class ParleyHome extends PlaceElement {
  static override styles = [base];

  override render() {
    return html`${(['rooms', 'discover', 'people', 'match'] as const).map(
      (place) =>
        html`<button type="button" @click=${() => report(this, 'parley-go', { place })}>
          ${placeStrings.titles[place]}
        </button>`,
    )}`;
  }
}
