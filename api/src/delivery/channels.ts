import type { ParleySocket } from './socket-contract.js';

/** Socket.IO rooms; called channels here, since a room is something else. */
export const roomChannel = (tenantId: string, roomId: string): string => `${roomPrefix}${tenantId}:${roomId}`;
export const userChannel = (tenantId: string, userId: string): string => `${userPrefix}${tenantId}:${userId}`;
export const sessionChannel = (tenantId: string, sessionId: string): string => `session:${tenantId}:${sessionId}`;

const roomPrefix = 'room:';
const userPrefix = 'user:';

/** Whose channel it is; `undefined` when it is none of a room. */
export function roomOf(channel: string): { tenantId: string; roomId: string } | undefined {
  if (!channel.startsWith(roomPrefix)) return undefined;
  const [tenantId = '', roomId = ''] = channel.slice(roomPrefix.length).split(':');
  return { tenantId, roomId };
}

/** Who it is for; `undefined` when it is none of a user. */
export function userOf(channel: string): { tenantId: string; userId: string } | undefined {
  if (!channel.startsWith(userPrefix)) return undefined;
  const [tenantId = '', userId = ''] = channel.slice(userPrefix.length).split(':');
  return { tenantId, userId };
}

/** Lets a socket hear what is for its user and its session. */
export async function joinOwnChannels(socket: ParleySocket): Promise<void> {
  const { tenantId, userId, sessionId } = socket.data.caller;
  await socket.join(userChannel(tenantId, userId));
  if (sessionId !== null) await socket.join(sessionChannel(tenantId, sessionId));
}

/** The rooms that a socket has open. */
export function openRoomIds(socket: ParleySocket): string[] {
  const prefix = roomChannel(socket.data.caller.tenantId, '');
  return [...socket.rooms]
    .filter((channel) => channel.startsWith(prefix))
    .map((channel) => channel.slice(prefix.length));
}
