import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Bus } from '../common/events/bus.js';
import { Collected } from '../common/collected.js';
import type { Message } from '../messages/message.schema.js';
import type { MovedPointer } from '../receipts/receipts.events.js';
import type { ActiveRoom } from './activity.events.js';
import { ActivityRepository } from './activity.repository.js';
import { type Activity, newestOf } from './activity.schema.js';
import { Broadcaster } from './broadcaster.js';
import type { Changes } from './changes.schema.js';
import { ConnectedUsers } from './connected-users.js';
import './delivery.events.js';

/** A room's activity is told at most once in this time, in milliseconds. */
const everyMs = 1_000;

/** Rooms of one fact: it goes to other nodes in one piece, and each of its messages may have 32 KiB. */
const roomsAtOnce = 50;

/** Rooms whose members one statement finds. */
const roomsAsked = 500;

/** What was written on this node since it was told last. */
interface Written {
  readonly tenantId: string;
  activity: Activity;
  /** Up to where each author has read, since they wrote that. */
  readonly authors: Map<string, number>;
}

/**
 * Tells people what is written in rooms that they are in and have not open: what keeps their list of rooms, and what is unread,
 * live. Each node collects what was written on it, all nodes hear of it, and each finds those of the members who are connected to it.
 * Nothing of it is waited for by whoever writes.
 */
@Injectable()
export class Activities implements OnApplicationShutdown {
  private readonly logger = new Logger('Activities');
  private readonly written = new Collected<Written>(
    everyMs,
    (rooms) => this.publish([...rooms.values()]),
    (error) => this.failed(error),
  );
  private readonly heard = new Collected<ActiveRoom>(
    everyMs,
    (rooms) => this.tell([...rooms.values()]),
    (error) => this.failed(error),
  );

  constructor(
    private readonly bus: Bus,
    private readonly users: ConnectedUsers,
    private readonly repository: ActivityRepository,
    private readonly broadcaster: Broadcaster,
  ) {
    bus.on('room.changed', ({ tenantId, changes, hasNewMessages, activity, newMessages = [] }) => {
      if (hasNewMessages) this.collect(tenantId, changes);
      else if (activity) this.add(tenantId, activity, newMessages);
    });
    bus.on('rooms.active', ({ rooms }) => {
      for (const { tenantId, activity } of rooms) {
        // Two nodes may tell of one room, in any order.
        this.heard.add(`${tenantId}/${activity.roomId}`, (known) => ({
          tenantId,
          activity: newer(known?.activity, activity),
        }));
      }
    });
  }

  onApplicationShutdown(): void {
    this.written.stop();
    this.heard.stop();
  }

  private collect(tenantId: string, { messages, users }: Changes): void {
    const lastMessage = messages.at(-1);
    if (!lastMessage) return;
    this.add(tenantId, { ...newestOf(lastMessage, users), mentions: mentionsOf(messages) }, messages);
  }

  /** @param messages what was written */
  private add(tenantId: string, activity: Activity, messages: readonly Message[]): void {
    this.written.add(`${tenantId}/${activity.roomId}`, (known) => {
      const authors = known?.authors ?? new Map<string, number>();
      for (const { authorId, seq } of messages) {
        // What no user did nobody has read by doing it.
        if (authorId !== tenantId) authors.set(authorId, Math.max(seq, authors.get(authorId) ?? 0));
      }
      return { tenantId, activity: newer(known?.activity, activity), authors };
    });
  }

  private publish(rooms: readonly Written[]): void {
    for (let at = 0; at < rooms.length; at += roomsAtOnce) {
      const some = rooms.slice(at, at + roomsAtOnce);
      // First: then what is unread is right whenever it is counted.
      this.bus.publish('rooms.read', { reads: some.flatMap(ownReads) });
      this.bus.publish('rooms.active', { rooms: some.map(({ tenantId, activity }) => ({ tenantId, activity })) });
    }
  }

  private async tell(rooms: readonly ActiveRoom[]): Promise<void> {
    const wanted = rooms.filter(({ tenantId, activity }) => this.users.isAnyOutside(tenantId, activity.roomId));
    for (let at = 0; at < wanted.length; at += roomsAsked) await this.tellSome(wanted.slice(at, at + roomsAsked));
  }

  private async tellSome(rooms: readonly ActiveRoom[]): Promise<void> {
    const connected = new Map(rooms.map(({ tenantId }) => [tenantId, this.users.of(tenantId)]));
    const asked = rooms.map(({ tenantId, activity: { roomId } }) => ({ tenantId, roomId }));
    const members = await this.repository.listMembers(asked, connected);
    for (const [place, userIds] of members) {
      const room = rooms[place];
      if (!room) continue;
      const here = userIds.filter((userId) => connected.get(room.tenantId)?.has(userId));
      this.broadcaster.tellActivity(room.tenantId, room.activity, here);
    }
  }

  private failed(error: unknown): void {
    // Lists of rooms are read again when people come back to them.
    this.logger.warn({ err: error }, 'activity was not told');
  }
}

/** What two tell together: the newer message, or what became of it, and whom both mention. */
function newer(known: Activity | undefined, told: Activity): Activity {
  if (!known) return told;
  const mentions = [...new Set([...known.mentions, ...told.mentions])];
  const isNewer = told.lastSeq - known.lastSeq || told.lastMessage.position - known.lastMessage.position;
  return { ...(isNewer > 0 ? told : known), mentions };
}

const mentionsOf = (messages: readonly Message[]): string[] => [
  ...new Set(messages.flatMap((message) => message.mentions)),
];

/** Whoever writes has read what they wrote, which those who read on see by the message. */
const ownReads = ({ tenantId, activity: { roomId }, authors }: Written): MovedPointer[] =>
  [...authors].map(([userId, seq]) => ({ tenantId, roomId, userId, seq, audience: 'elsewhere' }));
