import { Injectable } from '@nestjs/common';
import { roomChannel, userChannel, userOf } from './channels.js';
import type { ParleyServer } from './socket-contract.js';
import { TenantChannels } from './tenant-channels.js';

const nobody: ReadonlySet<string> = new Set();

/** Who is connected to this node. */
@Injectable()
export class ConnectedUsers {
  private readonly users = new TenantChannels((channel) => {
    const user = userOf(channel);
    return user && { tenantId: user.tenantId, id: user.userId };
  });
  private channels: ReadonlyMap<string, ReadonlySet<string>> = new Map();

  /** Follows the sockets of `io`. */
  watch(io: ParleyServer): void {
    this.channels = io.of('/').adapter.rooms;
    this.users.watch(io);
  }

  /** The users of a tenant who have a socket here. */
  of(tenantId: string): ReadonlySet<string> {
    return this.users.of(tenantId);
  }

  /** Whether any of them has a socket that has not this room open. */
  isAnyOutside(tenantId: string, roomId: string): boolean {
    const inside = this.channels.get(roomChannel(tenantId, roomId)) ?? nobody;
    for (const userId of this.of(tenantId)) {
      for (const socketId of this.channels.get(userChannel(tenantId, userId)) ?? nobody) {
        if (!inside.has(socketId)) return true;
      }
    }
    return false;
  }
}
