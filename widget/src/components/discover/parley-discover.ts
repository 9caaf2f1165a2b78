import { html } from 'lit';
import { base } from '../../theme/base.styles.js';
import { PlaceElement } from '../places/place-element.js';

/** The public rooms, and a search among them. */
export class ParleyDiscover extends PlaceElement {
  static override styles = [base];

  override render() {
    return html``;
  }
}
