import { Injectable } from '@nestjs/common';
import '../auth/auth.events.js';
import { NodeLink } from '../cluster/node-link.js';
import { Bus } from '../common/events/bus.js';
import '../matches/matches.events.js';
import '../members/members.events.js';
import { MembersRepository } from '../members/members.repository.js';
import { Counts } from '../metrics/counts.js';
import '../presence/presence.events.js';
import type { MessageDelta } from '../messages/stream.schema.js';
import type { ThreadReadPointer } from '../messages/thread.schema.js';
import type { Receipts } from '../receipts/read.schema.js';
import '../rooms/rooms.events.js';
import '../users/users.events.js';
import type { Activity } from './activity.schema.js';
import { type Changes, emptyChanges } from './changes.schema.js';
import { roomChannel, roomOf, sessionChannel, userChannel } from './channels.js';
import './delivery.events.js';
import { continuing, FrameOrder, type LogPlace } from './frame-order.js';
import { RoomGaps } from './room-gaps.js';
import type { ParleyServer, ParleySocket, SessionEndCode } from './socket-contract.js';

/** How many rooms hear that a member changed their profile; the others read it with the next message. */
const maxRoomsTold = 100;

/** A socket of which it is not known yet whether it may hear a room, and what was told there meanwhile. */
export interface Hold {
  readonly socket: ParleySocket;
  readonly room: string;
  readonly frames: Changes[];
  /** Its user lost the room meanwhile, or the room is gone. */
  isLost: boolean;
}

/**
 * The only class that emits to sockets: to those of this node, whichever node a change was made on. A room whose frames
 * are wanted by nobody here is not listened to.
 */
@Injectable()
export class Broadcaster {
  private io: ParleyServer | undefined;
  private readonly holds = new Map<string, Set<Hold>>();
  private readonly order: FrameOrder;

  constructor(
    private readonly bus: Bus,
    private readonly nodes: NodeLink,
    private readonly members: MembersRepository,
    private readonly gaps: RoomGaps,
    private readonly counts: Counts,
  ) {
    this.order = new FrameOrder({
      emit: (room, frame) => this.emitFrame(room, frame),
      readAfter: (room, at) => this.readAfter(room, at),
    });
  }

  /** Starts telling the sockets of `io` what happens. */
  attach(io: ParleyServer): void {
    this.io = io;
    io.of('/').adapter.on('delete-room', (channel: string) => this.closeIfUnread(channel));
    this.nodes.onHeard((channel, frame) => {
      if (roomOf(channel)) this.order.push(channel, frame as Changes);
    });
    this.bus.on('room.changed', ({ tenantId, changes }) => {
      const room = roomChannel(tenantId, changes.roomId);
      this.nodes.tell(room, changes);
      this.order.push(room, changes);
    });
    this.bus.on('room.deleted', ({ tenantId, roomId, memberIds }) => {
      const members = memberIds.map((userId) => userChannel(tenantId, userId));
      this.removeRoom(tenantId, roomId, members);
    });
    this.bus.on('member.joined', ({ tenantId, roomId, userId }) => {
      io.to(userChannel(tenantId, userId)).emit('room:added', { roomId });
    });
    this.bus.on('member.left', ({ tenantId, roomId, userId, reason, keepsReading }) => {
      io.to(userChannel(tenantId, userId)).emit('room:removed', { roomId, reason });
      if (!keepsReading) this.silence(tenantId, roomChannel(tenantId, roomId), userId);
    });
    this.bus.on('user.updated', async ({ tenantId, user, roomIds }) => {
      const told = roomIds ?? (await this.members.listRoomIds(tenantId, user.id, maxRoomsTold));
      const channels = told.map((roomId) => roomChannel(tenantId, roomId));
      io.to([...channels, userChannel(tenantId, user.id)]).emit('user:updated', user);
    });
    this.bus.on('match.found', ({ tenantId, userId, ...found }) => {
      io.to(userChannel(tenantId, userId)).emit('match:found', found);
    });
    this.bus.on('typing.changed', ({ tenantId, ...typing }) => {
      const { roomId, userId } = typing;
      const others = io.to(roomChannel(tenantId, roomId)).except(userChannel(tenantId, userId));
      others.volatile.emit('typing', typing);
    });
    this.bus.on('presence.changed', ({ tenantId, roomIds, presence }) => {
      // Oneself one knows, and the others' view of who is invisible would be wrong there.
      const others = io.to(roomIds.map((roomId) => roomChannel(tenantId, roomId)));
      others.except(userChannel(tenantId, presence.userId)).emit('presence', presence);
    });
    this.bus.on('presence.hidden', ({ tenantId, userId, isHidden }) => {
      io.to(userChannel(tenantId, userId)).emit('presence', { userId, status: isHidden ? 'invisible' : 'online' });
    });
    this.bus.on('session.ended', ({ tenantId, sessionId, code }) => this.endSession(tenantId, sessionId, code));
  }

  /** Collects what is told in a room from the moment this returns, for a socket that is about to read whether it may. */
  async hold(socket: ParleySocket, roomId: string): Promise<Hold> {
    const room = roomChannel(socket.data.caller.tenantId, roomId);
    const hold: Hold = { socket, room, frames: [], isLost: false };
    this.holds.set(room, (this.holds.get(room) ?? new Set()).add(hold));
    this.order.open(room);
    await this.nodes.hear(room);
    return hold;
  }

  /** Ends a `hold`. */
  release(hold: Hold): void {
    const holds = this.holds.get(hold.room);
    holds?.delete(hold);
    if (holds?.size === 0) this.holds.delete(hold.room);
    this.closeIfUnread(hold.room);
  }

  /**
   * Lets a socket hear a room, beginning with what was held for it that is newer than what it read. Not for a hold that
   * is lost.
   */
  async admit({ socket, room, frames }: Hold, { epoch, position }: LogPlace): Promise<void> {
    // One that is gone would be counted as a reader for ever.
    if (!socket.connected) return;
    const joined = socket.join(room);
    let given = position;
    for (const frame of frames) {
      if (frame.epoch !== epoch || frame.position <= given) continue;
      socket.emit('changes', continuing(frame, given));
      given = frame.position;
    }
    const sent = this.order.standing(room);
    // What another reader began behind was never held for this one, and nobody sends it again: the gap tells it to ask.
    if (sent && (sent.epoch !== epoch || sent.position > given)) {
      const { roomId } = roomOf(room) ?? { roomId: '' };
      socket.emit('changes', emptyChanges(roomId, sent.epoch, sent.position));
    }
    this.order.begin(room, { epoch, position });
    await joined;
  }

  /** Where this node stands in the rooms that are open here. */
  *standings(): Generator<{ tenantId: string; roomId: string; epoch: string; position: number }> {
    for (const [channel, at] of this.order.standings()) {
      const room = roomOf(channel);
      if (room) yield { ...room, ...at };
    }
  }

  /** Says how far the log of a room has come. @returns whether this node is behind: then it reads what it misses */
  expect(tenantId: string, roomId: string, head: LogPlace): boolean {
    const isBehind = this.order.expect(roomChannel(tenantId, roomId), head);
    if (isBehind) this.counts.headsBehind += 1;
    return isBehind;
  }

  /** Tells the sockets of a session that it is over, and closes them. */
  endSession(tenantId: string, sessionId: string, code: SessionEndCode): void {
    const session = sessionChannel(tenantId, sessionId);
    this.io?.to(session).emit('session:ended', { code });
    this.io?.in(session).disconnectSockets(true);
  }

  /** Takes a room from a user who hears it, or is about to; nothing where they do not. @param reason when it is known */
  shutOut(tenantId: string, roomId: string, userId: string, reason?: 'banned'): void {
    const room = roomChannel(tenantId, roomId);
    if (!this.silence(tenantId, room, userId)) return;
    this.io?.to(userChannel(tenantId, userId)).emit('room:removed', { roomId, reason });
  }

  /** Takes a room that is no more from all who hear it. @param others channels of those who are told, too */
  removeRoom(tenantId: string, roomId: string, others: readonly string[] = []): void {
    const room = roomChannel(tenantId, roomId);
    this.io?.to([room, ...others]).emit('room:removed', { roomId, reason: 'deleted' });
    this.io?.in(room).socketsLeave(room);
    for (const hold of this.holds.get(room) ?? []) hold.isLost = true;
  }

  /** Tells whoever has a room open how far others have read; to whom it cannot be sent at once, it is not sent. */
  tellReceipts(tenantId: string, receipts: Receipts): void {
    this.io?.to(roomChannel(tenantId, receipts.roomId)).volatile.emit('receipts', receipts);
  }

  /** Tells whoever has a room open how a message grows; to whom it cannot be sent at once, it is not sent. */
  tellDelta(tenantId: string, delta: MessageDelta): void {
    this.io?.to(roomChannel(tenantId, delta.roomId)).volatile.emit('message:delta', delta);
  }

  /**
   * Tells the sockets of one user how far that user has read.
   * @param isElsewhere only those that have the room not open
   */
  tellOwnReceipt(tenantId: string, roomId: string, receipt: Receipts['receipts'][number], isElsewhere: boolean): void {
    const others = isElsewhere ? [roomChannel(tenantId, roomId)] : [];
    const own = this.io?.to(userChannel(tenantId, receipt.userId)).except(others);
    own?.emit('receipts', { roomId, receipts: [receipt] });
  }

  /** Tells the sockets of one user how far that user has read a thread. */
  tellOwnThread(tenantId: string, userId: string, pointer: ThreadReadPointer): void {
    this.io?.to(userChannel(tenantId, userId)).emit('thread:read', pointer);
  }

  /** Tells users of a room in which something was written: their sockets that have it not open. */
  tellActivity(tenantId: string, activity: Activity, userIds: readonly string[]): void {
    const users = userIds.map((userId) => userChannel(tenantId, userId));
    // To no channel at all would be to everybody.
    if (users.length === 0) return;
    this.io?.to(users).except(roomChannel(tenantId, activity.roomId)).emit('activity', activity);
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

  /**
   * One frame for a room and a commit. Whoever lost the room by it no longer hears the room when it goes out, and is told:
   * who reads without a seat has none to lose, and what the nodes tell each other of seats may not come.
   */
  private emitFrame(room: string, changes: Changes): void {
    this.shutOutLosers(room, changes);
    this.io?.to(room).emit('changes', changes);
    this.counts.frames += 1;
    this.counts.deliveries += this.io?.sockets.adapter.rooms.get(room)?.size ?? 0;
    for (const { frames } of this.holds.get(room) ?? []) frames.push(changes);
  }

  /** What this node missed of a room; who lost the room by it has not been told either. */
  private async readAfter(room: string, at: LogPlace): Promise<Changes> {
    const { tenantId, roomId } = roomOf(room) ?? { tenantId: '', roomId: '' };
    this.counts.gaps += 1;
    const changes = await this.gaps.read(tenantId, roomId, at);
    if (changes.reset) {
      const lost = await this.gaps.listShutOut(tenantId, roomId, this.userIdsIn(room));
      for (const userId of lost) this.shutOut(tenantId, roomId, userId);
    } else this.shutOutLosers(room, changes);
    return changes;
  }

  /** Takes the room from the banned, and from who gave up a seat where only members may read. Seats never change without `room`. */
  private shutOutLosers(channel: string, { room, members }: Changes): void {
    const { tenantId, roomId } = roomOf(channel) ?? { tenantId: '', roomId: '' };
    if (!room) return;
    for (const { userId, leftAt, banned } of members) {
      if (banned) this.shutOut(tenantId, roomId, userId, 'banned');
      else if (leftAt !== null && room.type !== 'public') this.shutOut(tenantId, roomId, userId);
    }
  }

  private userIdsIn(room: string): string[] {
    const sockets = this.io?.sockets;
    const ids = [...(sockets?.adapter.rooms.get(room) ?? [])];
    const users = ids.flatMap((id) => sockets?.sockets.get(id)?.data.caller.userId ?? []);
    const waiting = [...(this.holds.get(room) ?? [])].map((hold) => hold.socket.data.caller.userId);
    return [...new Set([...users, ...waiting])];
  }

  /** @returns whether the user heard the room, or was about to */
  private silence(tenantId: string, room: string, userId: string): boolean {
    const user = userChannel(tenantId, userId);
    const sockets = this.io?.sockets;
    const ids = [...(sockets?.adapter.rooms.get(user) ?? [])];
    const hearing = ids.some((id) => sockets?.sockets.get(id)?.rooms.has(room));
    if (hearing) this.io?.in(user).socketsLeave(room);
    const waiting = [...(this.holds.get(room) ?? [])].filter(({ socket }) => socket.data.caller.userId === userId);
    for (const hold of waiting) hold.isLost = true;
    return hearing || waiting.length > 0;
  }

  private closeIfUnread(channel: string): void {
    if (!roomOf(channel) || this.holds.has(channel) || this.io?.sockets.adapter.rooms.has(channel)) return;
    this.order.close(channel);
    this.nodes.unhear(channel);
  }
}
