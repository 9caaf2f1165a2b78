import type { ChatCore, RoomAddress, SendOptions } from '@parley/sdk';
import type { RoomView } from '../state/room-view.js';

/** The chat as the parts see it that come later: each adds what it knows to what is shown, and to what is sent. */
export interface ChatOfParts {
  /** Null before it is started. */
  readonly client: ChatCore | null;
  /** Where the room is that is shown. */
  readonly at: RoomAddress | undefined;
  /** What is shown now. */
  readonly view: RoomView;
  decorate: (view: RoomView) => RoomView;
  options: () => SendOptions | undefined;
  refresh(): void;
}
