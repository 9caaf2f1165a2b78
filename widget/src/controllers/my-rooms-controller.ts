import { myRooms } from '@parley/sdk';
import type { Chat, MyRoomList, MyRooms, OwnSettings } from '@parley/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

const nothingKnown: MyRoomList = { status: 'idle', error: null, rooms: [], totalUnread: 0 };

/** Follows the rooms of the person while its host is in the page. */
export class MyRoomsController implements ReactiveController {
  /** The rooms as they are now. */
  list: MyRoomList = nothingKnown;
  private rooms: MyRooms | null = null;
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
  follow(chat: Pick<Chat, 'parts'>): void {
    const rooms = myRooms(chat);
    if (rooms === this.rooms) return;
    this.hostDisconnected();
    this.rooms = rooms;
    this.list = nothingKnown;
    this.listen();
  }

  /** Reads them again, now. */
  reload(): void {
    this.hostDisconnected();
    this.listen();
  }

  /** @throws ChatError as the SDK's `arrange` */
  async arrange(roomId: string, settings: OwnSettings): Promise<void> {
    await this.rooms?.arrange(roomId, settings);
  }

  private listen(): void {
    if (this.undo !== null || this.rooms === null) return;
    this.undo = this.rooms.subscribe((list) => {
      this.list = list;
      this.host.requestUpdate();
    });
  }
}
