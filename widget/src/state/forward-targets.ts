import type { MyRoom } from '@parley/sdk';
import { roomName } from './room-words.js';

/** Whether the person may write in one of their rooms, as far as the list of them tells. @param now epoch ms */
function isOpen({ room, member }: MyRoom, now: number): boolean {
  const { mute } = member;
  const isMuted = mute !== null && (mute.until === null || Date.parse(mute.until) > now);
  return room.archivedAt === null && !isMuted && (room.posting === 'everyone' || member.role !== 'member');
}

/** The rooms of the person to which a message of one room can be forwarded: another one, in which they may write. */
export const forwardTargets = (rooms: readonly MyRoom[], fromRoomId: string, now: number): MyRoom[] =>
  rooms.filter((one) => one.room.id !== fromRoomId && isOpen(one, now));

/** Those whose name has what was typed in it. */
export function namedSo(rooms: readonly MyRoom[], typed: string): readonly MyRoom[] {
  const wanted = fold(typed.trim());
  return wanted === '' ? rooms : rooms.filter(({ room, peer }) => fold(roomName(room, peer)).includes(wanted));
}

/** Small letters without their marks, so that "Zoë" is found by "zoe". */
const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
