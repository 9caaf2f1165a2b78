import { html } from 'lit';
import { base } from '../../theme/base.styles.js';
import { PlaceElement } from '../places/place-element.js';

/** The rooms that the person sits in. */
export class ParleyRoomList extends PlaceElement {
  static override styles = [base];

  override render() {
    return html``;
  }
}
