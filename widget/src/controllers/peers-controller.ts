import { watchRooms } from '@parley/sdk';
import type { Chat, MyRoom, RoomWatch } from '@parley/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { PresenceController } from './presence-controller.js';

/** Of these direct rooms it is seen whether the other one is here: the first page of a list. */
const mostRooms = 20;

/** Who of the people in the direct rooms of a list is here. */
export class PeersController implements ReactiveController {
  private readonly presence: PresenceController;
  private followed: Chat | null = null;
  private watch: RoomWatch | null = null;
  private watched: readonly string[] = [];

  /**
   * @param chat asked at every render
   * @param rooms those that are shown, first ones first; asked after every render
   */
  constructor(
    host: ReactiveControllerHost,
    private readonly chat: () => Chat,
    private readonly rooms: () => readonly MyRoom[],
  ) {
    // It listens before anything is watched.
    this.presence = new PresenceController(host, chat);
    host.addController(this);
  }

  /** How the other one of a direct room is seen; undefined when they are not here, and of rooms that are not watched. */
  of({ room, peer }: MyRoom): 'online' | 'away' | undefined {
    // Of the others it is not heard when they go.
    return peer && this.watched.includes(room.id) ? this.presence.of(peer.id) : undefined;
  }

  hostUpdated(): void {
    const chat = this.chat();
    if (this.followed !== chat) {
      this.watch?.set([]);
      this.followed = chat;
      this.watch = watchRooms(chat);
    }
    const direct = this.rooms().filter(({ room }) => room.type === 'direct');
    this.watched = direct.slice(0, mostRooms).map(({ room }) => room.id);
    this.watch?.set(this.watched);
  }

  hostDisconnected(): void {
    this.watch?.set([]);
    this.watch = this.followed = null;
  }
}
