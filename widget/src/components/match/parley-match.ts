import { html } from 'lit';
import { base } from '../../theme/base.styles.js';
import { PlaceElement } from '../places/place-element.js';

/** Looks for strangers to talk to. */
export class ParleyMatch extends PlaceElement {
  static override styles = [base];

  override render() {
    return html``;
  }
}
