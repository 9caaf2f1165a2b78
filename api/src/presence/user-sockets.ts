import { Injectable } from '@nestjs/common';
import { roomOf, userChannel, userOf } from '../delivery/channels.js';
import type { ParleyServer, ParleySocket } from '../delivery/socket-contract.js';
import { TenantChannels } from '../delivery/tenant-channels.js';

/** Names a user of a tenant. */
export interface UserKey {
  readonly tenantId: string;
  readonly userId: string;
}

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
  private readonly openRooms = new TenantChannels((channel) => {
    const room = roomOf(channel);
    return room && { tenantId: room.tenantId, id: room.roomId };
  });

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
    this.openRooms.watch(io);
  }

  /** The rooms of a tenant that somebody has open on this node. */
  openRoomIds(tenantId: string): ReadonlySet<string> {
    return this.openRooms.of(tenantId);
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
}
