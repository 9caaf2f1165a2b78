import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Server } from 'socket.io';
import { io as connect, type Socket } from 'socket.io-client';
import { eventually } from '../../test/support/eventually.js';
import { NodeLink } from '../cluster/node-link.js';
import { RedisLink } from '../cluster/redis-link.js';
import { Bus } from '../common/events/bus.js';
import { newId } from '../common/ids.js';
import type { ClusterConfig } from '../config/cluster.config.js';
import type { MembersRepository } from '../members/members.repository.js';
import { Counts } from '../metrics/counts.js';
import type { RoomsService } from '../rooms/rooms.service.js';
import { Broadcaster } from './broadcaster.js';
import { type Changes, emptyChanges } from './changes.schema.js';
import type { ChangesService } from './changes.service.js';
import type { RoomGaps } from './room-gaps.js';
import type { ParleyServer, ParleySocket } from './socket-contract.js';
import { Subscriptions } from './subscriptions.js';

const [tenantId, roomId, epoch] = [newId(), newId(), 'e'];

/** Reads of the log that a test lets end as it likes, in the order in which they began. */
class SlowLog {
  private readonly reads: { roomId: string; end: (changes: Changes) => void }[] = [];

  since(_caller: unknown, room: string): Promise<Changes> {
    return new Promise((end) => this.reads.push({ roomId: room, end }));
  }

  async weighedSince(caller: unknown, room: string): Promise<{ changes: Changes; bytes: number }> {
    return { changes: await this.since(caller, room), bytes: 0 };
  }

  async open(caller: unknown, room: string): Promise<{ changes: Changes; presence: () => [] }> {
    return { changes: await this.since(caller, room), presence: () => [] };
  }

  /** Waits until that many reads have begun. */
  begun(count: number): Promise<void> {
    return eventually(() => expect(this.reads).toHaveLength(count));
  }

  /** Ends a read with the room as it was at `position`. */
  end(read: number, position: number): void {
    const { roomId: room, end } = this.reads[read] ?? { roomId: '', end: () => undefined };
    end(emptyChanges(room, epoch, position));
  }
}

const commit = (after: number): Changes => ({ ...emptyChanges(roomId, epoch, after + 1), after });

let io: ParleyServer;
let bus: Bus;
let log: SlowLog;
let subscriptions: Subscriptions;
let url: string;
const clients: Socket[] = [];
beforeEach(async () => {
  const http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  io = new Server(http);
  bus = new Bus();
  log = new SlowLog();
  const nodes = new NodeLink(new RedisLink({} as ClusterConfig));
  const broadcaster = new Broadcaster(bus, nodes, {} as MembersRepository, {} as RoomGaps, new Counts());
  broadcaster.attach(io);
  const rooms = { openBySlug: () => Promise.resolve(roomId) } as unknown as RoomsService;
  subscriptions = new Subscriptions(log as unknown as ChangesService, rooms, broadcaster);
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  await io.close();
});

/** A socket, as the server has it, and where the frames put its client that came to it. */
async function reader(): Promise<{ socket: ParleySocket; frames: string[] }> {
  const connected = new Promise<ParleySocket>((resolve) => io.once('connection', resolve));
  const client = connect(url, { transports: ['websocket'], forceNew: true });
  clients.push(client);
  const frames: string[] = [];
  client.on('changes', ({ after, position }: Changes) => frames.push(`${after}-${position}`));
  const socket = await connected;
  socket.data.caller = { kind: 'user', tenantId, userId: newId(), userKind: 'guest', sessionId: null };
  return { socket, frames };
}

const wanted = { roomId, limit: 50 };

describe('a reader of a room', () => {
  it('who read before a change that another one began behind is told where the room stands', async () => {
    const [late, early] = [await reader(), await reader()];
    const reading = subscriptions.open(late.socket, wanted);
    await log.begun(1);
    bus.publish('room.changed', { tenantId, changes: commit(4) });
    const readingAfter = subscriptions.open(early.socket, wanted);
    await log.begun(2);
    log.end(1, 5);
    await readingAfter;
    log.end(0, 4);
    await reading;
    bus.publish('room.changed', { tenantId, changes: commit(5) });
    await eventually(() => expect(early.frames).toEqual(['5-6']));
    // Nothing leads from 4 to 5: whoever stands at 4 sees the gap, and asks.
    await eventually(() => expect(late.frames).toEqual(['5-5', '5-6']));
  });

  it('is told nothing twice that was held for it', async () => {
    const [first, second] = [await reader(), await reader()];
    const reading = subscriptions.open(first.socket, wanted);
    await log.begun(1);
    log.end(0, 4);
    await reading;
    const readingToo = subscriptions.open(second.socket, wanted);
    await log.begun(2);
    for (const after of [4, 5]) bus.publish('room.changed', { tenantId, changes: commit(after) });
    log.end(1, 5);
    await readingToo;
    bus.publish('room.changed', { tenantId, changes: commit(6) });
    await eventually(() => expect(second.frames).toEqual(['5-6', '6-7']));
    await eventually(() => expect(first.frames).toEqual(['4-5', '5-6', '6-7']));
  });
});

describe('a room that is closed while it is being opened', () => {
  it.each([
    ['by its id', wanted],
    ['by its slug', { slug: 'lobby', limit: 50 }],
  ])('%s is answered, and not heard', async (_how, input) => {
    const { socket, frames } = await reader();
    const other = await reader();
    const reading = [subscriptions.open(socket, input), subscriptions.open(other.socket, wanted)];
    await subscriptions.close(socket, roomId);
    await log.begun(2);
    for (const read of [0, 1]) log.end(read, 4);
    await expect(Promise.all(reading)).resolves.toMatchObject([{ changes: { position: 4 } }, {}]);
    bus.publish('room.changed', { tenantId, changes: commit(4) });
    await eventually(() => expect(other.frames).toEqual(['4-5']));
    expect(frames).toEqual([]);
    expect(socket.rooms).not.toContain(`room:${tenantId}:${roomId}`);
  });

  it('by a sync that has not come to it yet is not heard', async () => {
    const { socket } = await reader();
    const roomIds = [...Array.from({ length: 4 }, newId), roomId];
    const syncing = subscriptions.sync(
      socket,
      roomIds.map((id) => ({ roomId: id, epoch, position: 0 })),
    );
    await log.begun(4);
    await subscriptions.close(socket, roomId);
    for (const read of [0, 1, 2, 3]) log.end(read, 1);
    await log.begun(5);
    log.end(4, 1);
    expect((await syncing).changes).toHaveLength(5);
    expect([...socket.rooms].sort()).toEqual(
      [socket.id, ...roomIds.slice(0, 4).map((id) => `room:${tenantId}:${id}`)].sort(),
    );
  });

  it('is heard when it is opened again after that', async () => {
    const { socket, frames } = await reader();
    const first = subscriptions.open(socket, wanted);
    await subscriptions.close(socket, roomId);
    const second = subscriptions.open(socket, wanted);
    await log.begun(2);
    for (const read of [0, 1]) log.end(read, 4);
    await Promise.all([first, second]);
    bus.publish('room.changed', { tenantId, changes: commit(4) });
    await eventually(() => expect(frames).toEqual(['4-5']));
  });
});
