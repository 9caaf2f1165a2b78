import { myRooms } from '@parley/sdk';
import type { Chat, MyRoomList, MyRooms, OwnSettings } from '@parley/sdk';
import { hiddenMessage } from '../i18n/message-words.js';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

const nothingKnown: MyRoomList = { status: 'idle', error: null, rooms: [], totalUnread: 0 };

/** Of people whom one blocks it is only seen that they wrote. */
const hide = (list: MyRoomList, blocked: ReadonlySet<string>): MyRoomList => ({
  ...list,
  rooms: list.rooms.map((one) =>
    one.lastMessage && !one.lastMessage.system && blocked.has(one.lastMessage.authorId)
      ? { ...one, lastMessage: { ...one.lastMessage, text: hiddenMessage, attachments: [] } }
      : one,
  ),
});

/** Follows the rooms of the person while its host is in the page. */
export class MyRoomsController implements ReactiveController {
  /** The rooms as they are now. */
  list: MyRoomList = nothingKnown;
  private rooms: MyRooms | null = null;
  private chat: Chat | null = null;
  private undo: (() => void) | null = null;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    this.listen();
  }

  hostDisconnected(): void {
    this.undo?.();
    this.undo = null;
  }

  /** Shows those of this client's person; a client that is followed already goes on. */
  follow(chat: Chat): void {
    const rooms = myRooms(chat);
    if (rooms === this.rooms) return;
    this.hostDisconnected();
    this.rooms = rooms;
    this.chat = chat;
    this.list = nothingKnown;
    this.listen();
  }

  /** Reads them again, now. */
  reload(): void {
    this.rooms?.reload();
  }

  /** @throws ChatError as the SDK's `arrange` */
  async arrange(roomId: string, settings: OwnSettings): Promise<void> {
    await this.rooms?.arrange(roomId, settings);
  }

  private listen(): void {
    const { rooms, chat } = this;
    if (this.undo !== null || rooms === null || chat === null) return;
    let known = nothingKnown;
    const show = (): void => {
      this.list = hide(known, chat.blocks.ids.get());
      this.host.requestUpdate();
    };
    const undo = [
      rooms.subscribe((list) => {
        known = list;
        show();
      }),
      chat.blocks.ids.subscribe(show),
    ];
    this.undo = () => undo.forEach((end) => end());
  }
}
