import { html } from 'lit';
import { base } from '../../theme/base.styles.js';
import { PlaceElement } from '../places/place-element.js';

/** A form that makes a room. */
export class ParleyCreate extends PlaceElement {
  static override styles = [base];

  override render() {
    return html``;
  }
}
