import { html } from 'lit';
import { base } from '../../theme/base.styles.js';
import { PlaceElement } from '../places/place-element.js';

/** What a room is, who is in it, and what the person may do there. */
export class ParleyDetails extends PlaceElement {
  static override styles = [base];

  override render() {
    return html``;
  }
}
