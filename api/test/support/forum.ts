import { randomUUID } from 'node:crypto';
import type { Changes, OpenedRoom } from '../../src/delivery/changes.schema.js';
import type { History, Message } from '../../src/messages/message.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { connect, type RawSocket } from './socket.js';
import { makeTenant, type TestTenant, type TestUser } from './tenant.js';

/** A room with people of every role, what they say in it, and what others see of that. */
export class Forum {
  private constructor(
    readonly tenant: TestTenant,
    readonly room: Room,
    readonly owner: TestUser,
    readonly moderator: TestUser,
    readonly member: TestUser,
    readonly other: TestUser,
    private readonly url: string | undefined,
  ) {}

  /** @param options.url a server other than the one all tests share */
  static async make({ type = 'public', url }: { type?: 'public' | 'private'; url?: string } = {}): Promise<Forum> {
    const tenant = await makeTenant(url === undefined ? {} : { url });
    const [owner, moderator, member, other] = await Promise.all([
      tenant.guest('Ada'),
      tenant.guest('Mo'),
      tenant.guest('Bo'),
      tenant.guest('Cy'),
    ]);
    const { body: room } = await owner.rest<Room>('POST', '/v1/rooms', { type, name: 'Forum' });
    const forum = new Forum(tenant, room, owner, moderator, member, other, url);
    for (const { id: userId } of [moderator, member, other]) {
      await owner.rest('POST', `${forum.path}/members`, { userId });
    }
    await owner.rest('PATCH', `${forum.path}/members/${moderator.id}`, { role: 'moderator' });
    return forum;
  }

  get path(): string {
    return `/v1/rooms/${this.room.id}`;
  }

  /** The path of a message. */
  at(message: { id: string }): string {
    return `${this.path}/messages/${message.id}`;
  }

  /** Something that `author` says. */
  async say(author: TestUser, text = 'hello', more: object = {}): Promise<Message> {
    const body = { clientId: randomUUID(), text, ...more };
    const sent = await author.rest<Message>('POST', `${this.path}/messages`, body);
    if (sent.status !== 201) throw new Error(`it was not said: ${JSON.stringify(sent.body)}`);
    return sent.body;
  }

  /** The message as history has it now. */
  async read(message: { seq: number }): Promise<Message> {
    const query = `?around=${message.seq}&limit=1`;
    const { body } = await this.owner.rest<History>('GET', `${this.path}/messages${query}`);
    const found = body.items.find(({ seq }) => seq === message.seq);
    if (!found) throw new Error('no such message');
    return found;
  }

  /** The socket of somebody who has the room open, or has not (`isOpen` false). */
  async online(user: TestUser, isOpen = true, url = this.url): Promise<RawSocket> {
    const auth = { key: this.tenant.key, token: user.token };
    const socket = await connect(url === undefined ? { auth } : { auth, url });
    if (isOpen) await socket.ask('room:open', { roomId: this.room.id });
    return socket;
  }

  /**
   * What somebody who goes away now, and comes back later, is told then: by `sync` on a new connection, and by REST, which
   * must be the same.
   */
  async away(user: TestUser): Promise<() => Promise<Changes>> {
    const before = await this.online(user, false);
    const { data } = await before.ask<OpenedRoom>('room:open', { roomId: this.room.id });
    const { epoch, position } = data.changes;
    before.close();
    return async () => {
      const after = await this.online(user, false);
      const rooms = [{ roomId: this.room.id, epoch, position }];
      const { data: synced } = await after.ask<{ changes: Changes[] }>('sync', { rooms });
      after.close();
      const [changes] = synced.changes;
      const { body } = await user.rest<Changes>('GET', `${this.path}/changes?epoch=${epoch}&after=${position}`);
      if (!changes || JSON.stringify(changes) !== JSON.stringify(body)) throw new Error('two ways, two answers');
      return changes;
    };
  }
}
