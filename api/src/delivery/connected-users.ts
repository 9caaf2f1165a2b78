import { Injectable } from '@nestjs/common';
import { roomChannel, userChannel, userOf } from './channels.js';
import type { ParleyServer } from './socket-contract.js';

const nobody: ReadonlySet<string> = new Set();

/** Who is connected to this node. */
@Injectable()
export class ConnectedUsers {
  private readonly byTenant = new Map<string, Set<string>>();
  private channels: ReadonlyMap<string, ReadonlySet<string>> = new Map();

  /** Follows the sockets of `io`: a channel comes with the first of a user, and goes with the last. */
  watch(io: ParleyServer): void {
    const { adapter } = io.of('/');
    this.channels = adapter.rooms;
    adapter.on('create-room', (channel: string) => this.come(channel));
    adapter.on('delete-room', (channel: string) => this.go(channel));
  }

  /** The users of a tenant who have a socket here. */
  of(tenantId: string): ReadonlySet<string> {
    return this.byTenant.get(tenantId) ?? nobody;
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

  private come(channel: string): void {
    const user = userOf(channel);
    if (!user) return;
    const users = this.byTenant.get(user.tenantId) ?? new Set();
    this.byTenant.set(user.tenantId, users.add(user.userId));
  }

  private go(channel: string): void {
    const user = userOf(channel);
    const users = user && this.byTenant.get(user.tenantId);
    if (!users) return;
    users.delete(user.userId);
    if (users.size === 0) this.byTenant.delete(user.tenantId);
  }
}
