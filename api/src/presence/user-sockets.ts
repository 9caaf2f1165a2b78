import { Injectable } from '@nestjs/common';
import { roomOf, userChannel, userOf } from '../delivery/channels.js';
import type { ParleyServer, ParleySocket } from '../delivery/socket-contract.js';

/** Names a user of a tenant. */
export interface UserKey {
  readonly tenantId: string;
  readonly userId: string;
}

const none: ReadonlySet<string> = new Set();

/** What is told of the sockets of users. */
interface Listener {
  /** A socket of the user came. */
  onCome(user: UserKey): void;
  /** One went. */
  onGo(user: UserKey): void;
  /** The last one on this node went. */
  onLast(user: UserKey): void;
}

/** The sockets of this node by their users, and the rooms that any of them has open. Nothing is held for a socket: Socket.IO's own channels say it all. */
@Injectable()
export class UserSockets {
  private io: ParleyServer | undefined;
  /** By tenant. */
  private readonly openRooms = new Map<string, Set<string>>();

  attach(io: ParleyServer, listener: Listener): void {
    this.io = io;
    const { adapter } = io.of('/');
    const tell = (channel: string, what: (user: UserKey) => void): void => {
      const user = userOf(channel);
      if (user) what(user);
    };
    adapter.on('join-room', (channel: string) => tell(channel, (user) => listener.onCome(user)));
    adapter.on('leave-room', (channel: string) => tell(channel, (user) => listener.onGo(user)));
    adapter.on('delete-room', (channel: string) => tell(channel, (user) => listener.onLast(user)));
    adapter.on('create-room', (channel: string) => this.open(channel));
    adapter.on('delete-room', (channel: string) => this.close(channel));
  }

  /** The rooms of a tenant that somebody has open on this node. */
  openRoomIds(tenantId: string): ReadonlySet<string> {
    return this.openRooms.get(tenantId) ?? none;
  }

  /** Whether a user has a socket on this node. */
  has({ tenantId, userId }: UserKey): boolean {
    return this.io?.sockets.adapter.rooms.has(userChannel(tenantId, userId)) === true;
  }

  /** The sockets of a user on this node. */
  of({ tenantId, userId }: UserKey): ParleySocket[] {
    const sockets = this.io?.sockets;
    const ids = [...(sockets?.adapter.rooms.get(userChannel(tenantId, userId)) ?? [])];
    return ids.flatMap((id) => sockets?.sockets.get(id) ?? []);
  }

  private open(channel: string): void {
    const room = roomOf(channel);
    if (!room) return;
    const rooms = this.openRooms.get(room.tenantId) ?? new Set();
    this.openRooms.set(room.tenantId, rooms.add(room.roomId));
  }

  private close(channel: string): void {
    const room = roomOf(channel);
    const rooms = room && this.openRooms.get(room.tenantId);
    if (!rooms) return;
    rooms.delete(room.roomId);
    if (rooms.size === 0) this.openRooms.delete(room.tenantId);
  }
}
