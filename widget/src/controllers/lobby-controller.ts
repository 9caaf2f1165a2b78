import type { Chat, RoomInfo } from '@parley/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Asks once for the room that everyone is offered first. */
export class LobbyController implements ReactiveController {
  /** Null while it is not known, or where there is none. */
  room: RoomInfo | null = null;
  private ending: AbortController | null = null;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.ending?.abort();
  }

  /** Asks as the person of this client. A place without a lobby, or one that visitors may not read, offers none. */
  follow(chat: Chat): void {
    this.ending?.abort();
    const ending = (this.ending = new AbortController());
    this.room = null;
    chat.rooms.bySlug('lobby', { signal: ending.signal }).then(
      (room) => {
        if (ending.signal.aborted) return;
        this.room = room;
        this.host.requestUpdate();
      },
      () => undefined,
    );
  }
}
