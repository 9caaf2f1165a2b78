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

/** What was told in a room while somebody's right to hear it was looked up. */
export interface Hold {
  readonly frames: Changes[];
  isRoomGone: boolean;
}

/** The only class that emits to sockets. */
@Injectable()
export class Broadcaster {
  private io: ParleyServer | undefined;
  private readonly holds = new Map<string, Set<Hold>>();

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
      for (const hold of this.holds.get(room) ?? []) hold.isRoomGone = true;
    });
    this.bus.on('member.joined', ({ tenantId, roomId, userId }) => {
      io.to(userChannel(tenantId, userId)).emit('room:added', { roomId });
    });
    this.bus.on('member.left', ({ tenantId, roomId, userId, reason, keepsReading }) => {
      const user = userChannel(tenantId, userId);
      io.to(user).emit('room:removed', { roomId, reason });
      if (!keepsReading) io.in(user).socketsLeave(roomChannel(tenantId, roomId));
    });
    this.bus.on('user.updated', async ({ tenantId, user }) => {
      const roomIds = await this.members.listRoomIds(tenantId, user.id, maxRoomsTold);
      const channels = roomIds.map((roomId) => roomChannel(tenantId, roomId));
      io.to([...channels, userChannel(tenantId, user.id)]).emit('user:updated', user);
    });
    this.bus.on('session.ended', ({ tenantId, sessionId, code }) => {
      const session = sessionChannel(tenantId, sessionId);
      io.to(session).emit('session:ended', { code });
      io.in(session).disconnectSockets(true);
    });
  }

  /** Collects what is told in a room from now on, for a socket of which it is not known yet whether it may hear it. */
  hold(tenantId: string, roomId: string): Hold {
    const room = roomChannel(tenantId, roomId);
    const hold: Hold = { frames: [], isRoomGone: false };
    this.holds.set(room, (this.holds.get(room) ?? new Set()).add(hold));
    return hold;
  }

  /** Ends a `hold`. */
  release(tenantId: string, roomId: string, hold: Hold): void {
    const room = roomChannel(tenantId, roomId);
    const holds = this.holds.get(room);
    holds?.delete(hold);
    if (holds?.size === 0) this.holds.delete(room);
  }

  /**
   * Lets a socket hear a room, beginning with what was held for it that is newer than `position`.
   * @returns false when its user lost the room meanwhile; then it hears nothing
   */
  async admit(socket: ParleySocket, roomId: string, hold: Hold, position: number): Promise<boolean> {
    const { tenantId, userId } = socket.data.caller;
    const hasLeft = hold.frames.some(
      ({ room, members }) => room?.type !== 'public' && members.some((seat) => seat.userId === userId && seat.leftAt),
    );
    if (hold.isRoomGone || hasLeft) return false;
    const joined = socket.join(roomChannel(tenantId, roomId));
    for (const frame of hold.frames) if (frame.position > position) socket.emit('changes', frame);
    await joined;
    return true;
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
    for (const { frames } of this.holds.get(room) ?? []) frames.push(changes);
  }
}
