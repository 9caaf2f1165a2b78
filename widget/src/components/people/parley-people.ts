import { html } from 'lit';
import { base } from '../../theme/base.styles.js';
import { PlaceElement } from '../places/place-element.js';

/** A search for people by their username. */
export class ParleyPeople extends PlaceElement {
  static override styles = [base];

  override render() {
    return html``;
  }
}
