import { z } from 'zod';
import { cursor, limit, pageOf } from '../common/schema/paging.js';
import { OwnMember } from '../members/member.schema.js';
import { Message } from '../messages/message.schema.js';
import { Room } from '../rooms/room.schema.js';
import { User } from '../users/user.schema.js';

export const ListMyRooms = z.strictObject({ limit, cursor });
export type ListMyRooms = z.infer<typeof ListMyRooms>;

/** A room that the caller sits in. */
const MyRoom = z
  .strictObject({
    room: Room,
    member: OwnMember.describe("The caller's own seat"),
    unreadCount: z.int().describe("lastSeq of the room less the caller's readSeq"),
    mentionCount: z.int().describe('Unread messages that name the caller'),
    lastMessage: Message.nullable().describe('The newest one; null when there is none'),
    author: User.nullable().describe('Who wrote it; null where no user did'),
    subject: User.nullable().describe('Whom it is about, if it is a system message about somebody'),
    peer: User.nullable().describe('The other one of a direct room'),
  })
  .meta({ id: 'MyRoom' });
export type MyRoom = z.infer<typeof MyRoom>;

export const MyRoomPage = pageOf('MyRoomPage', MyRoom);
export type MyRoomPage = z.infer<typeof MyRoomPage>;
