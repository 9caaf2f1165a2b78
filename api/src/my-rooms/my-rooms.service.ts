import { Injectable } from '@nestjs/common';
import type { UserCaller } from '../common/access/caller.js';
import { isId } from '../common/ids.js';
import { decodePlace, listScope, page } from '../common/schema/paging.js';
import { toOwnMember } from '../members/member.mapper.js';
import { toMessage } from '../messages/message.mapper.js';
import { toRoom } from '../rooms/room.mapper.js';
import { toUser } from '../users/user.mapper.js';
import type { ListMyRooms, MyRoom, MyRoomPage } from './my-room.schema.js';
import { type ListPlace, type MyRoomRow, MyRoomsRepository } from './my-rooms.repository.js';

/** The rooms of one person. */
@Injectable()
export class MyRoomsService {
  constructor(private readonly rooms: MyRoomsRepository) {}

  /** Newest activity first. */
  async list(caller: UserCaller, { limit, cursor }: ListMyRooms): Promise<MyRoomPage> {
    const scope = listScope(caller, 'my-rooms');
    const after = decodePlace(scope, cursor, placeOf);
    const rows = await this.rooms.list(caller.tenantId, caller.userId, after, limit + 1);
    const { items, nextCursor } = page(rows, limit, scope, (row) => `${row.active_at_us}/${row.room.id}`);
    return { items: items.map(toMyRoom), nextCursor };
  }
}

/** @returns null for what is no key of this list */
function placeOf(key: string): ListPlace | null {
  const [activeAtUs = '', roomId = ''] = key.split('/', 2);
  return /^\d{1,16}$/.test(activeAtUs) && isId(roomId) ? { activeAtUs: Number(activeAtUs), roomId } : null;
}

function toMyRoom({ room, seat, mention_count, message, author, subject, peer }: MyRoomRow): MyRoom {
  return {
    room: toRoom(room),
    member: toOwnMember(seat),
    // Between two statements of another transaction the pointer is never ahead, but a restored room's may be.
    unreadCount: Math.max(0, room.last_seq - seat.read_seq),
    mentionCount: mention_count,
    lastMessage: message && toMessage(message),
    author: author && toUser(author),
    subject: subject && toUser(subject),
    peer: peer && toUser(peer),
  };
}
