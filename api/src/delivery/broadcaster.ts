import { Injectable } from '@nestjs/common';
import '../auth/auth.events.js';
import { Bus } from '../common/events/bus.js';
import '../members/members.events.js';
import { MembersRepository } from '../members/members.repository.js';
import '../rooms/rooms.events.js';
import '../users/users.events.js';
import type { Changes } from './changes.schema.js';
import { roomChannel, sessionChannel, userChannel } from './channels.js';
import './delivery.events.js';
import { FrameOrder } from './frame-order.js';
import type { ParleyServer, ParleySocket, SessionEndCode } from './socket-contract.js';

/** How many rooms hear that a member changed their profile; the others read it with the next message. */
const maxRoomsTold = 100;

/** The only class that emits to sockets. */
@Injectable()
export class Broadcaster {
  private io: ParleyServer | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly members: MembersRepository,
  ) {}

  /** Starts telling the sockets of `io` what happens. */
  attach(io: ParleyServer): void {
    this.io = io;
    const order = new FrameOrder((key, frame) => this.emitFrame(io, key, frame));
    this.bus.on('room.changed', ({ tenantId, changes }) => order.push(`${tenantId}/${changes.roomId}`, changes));
    this.bus.on('room.deleted', ({ tenantId, roomId, memberIds }) => {
      const room = roomChannel(tenantId, roomId);
      const channels = [room, ...memberIds.map((userId) => userChannel(tenantId, userId))];
      io.to(channels).emit('room:removed', { roomId, reason: 'deleted' });
      io.in(room).socketsLeave(room);
    });
    this.bus.on('member.joined', ({ tenantId, roomId, userId }) => {
      io.to(userChannel(tenantId, userId)).emit('room:added', { roomId });
    });
    this.bus.on('member.left', ({ tenantId, roomId, userId, reason, keepsReading }) => {
      const user = userChannel(tenantId, userId);
      io.to(user).emit('room:removed', { roomId, reason });
      if (!keepsReading) io.in(user).socketsLeave(roomChannel(tenantId, roomId));
    });
    this.bus.on('user.updated', ({ tenantId, user }) => {
      void this.members.listRoomIds(tenantId, user.id, maxRoomsTold).then((roomIds) => {
        const channels = roomIds.map((roomId) => roomChannel(tenantId, roomId));
        io.to([...channels, userChannel(tenantId, user.id)]).emit('user:updated', user);
      });
    });
    this.bus.on('session.ended', ({ tenantId, sessionId, code }) => {
      const session = sessionChannel(tenantId, sessionId);
      io.to(session).emit('session:ended', { code });
      io.in(session).disconnectSockets(true);
    });
  }

  /** Tells one socket that its session is over, and closes it. */
  endSocket(socket: ParleySocket, code: SessionEndCode): void {
    socket.emit('session:ended', { code });
    socket.disconnect(true);
  }

  /** Asks every client to come back elsewhere, each at its own moment. */
  drain(reconnectWithinMs: number): void {
    this.io?.emit('server:draining', { reconnectWithinMs });
  }

  /** One frame for a room and a commit. Whoever lost the room by it no longer hears the room when it goes out. */
  private emitFrame(io: ParleyServer, key: string, changes: Changes): void {
    const [tenantId = ''] = key.split('/', 1);
    const room = roomChannel(tenantId, changes.roomId);
    if (changes.room && changes.room.type !== 'public') {
      for (const { userId, leftAt } of changes.members) {
        if (leftAt !== null) io.in(userChannel(tenantId, userId)).socketsLeave(room);
      }
    }
    io.to(room).emit('changes', changes);
  }
}
