import type { ChatCore, RoomAddress, RoomCore } from '@parley/sdk';
import type { ChatConfig } from '../state/chat-config.js';
import type { PageAddress } from '../state/page-room.js';
import type { UnsentPlace } from './kept-unsent.js';

/** Where to chat: a configuration, and the page that it stands on. */
export interface Place {
  readonly config: ChatConfig;
  readonly page: PageAddress;
}

/** One running client: everything that `stop` ends. */
export interface Run extends UnsentPlace {
  readonly chat: ChatCore;
  /** The room that the page named. */
  readonly first: RoomAddress;
  /** The room that is shown. */
  at: RoomAddress;
  room: RoomCore;
  readonly met: Map<string, RoomAddress>;
  readonly undo: (() => void)[];
}
