import type { Chat } from '@parley/sdk';
import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { PlaceName } from '../../state/places.js';
import type { RoomView } from '../../state/room-view.js';

/** A screen around the rooms: lists, people, strangers, the details of a room. */
export abstract class PlaceElement extends LitElement {
  /** The running client. Another object when another person, or nobody, is there. */
  @property({ attribute: false }) chat!: Chat;
  /** The room beneath, and who the person is. */
  @property({ attribute: false }) view!: RoomView;

  /**
   * Puts the person where they begin, if that is not the heading.
   * @param from the screen that they come back from
   * @returns whether there is such a place
   */
  focusFirst(from?: PlaceName): boolean {
    void from;
    return false;
  }
}
