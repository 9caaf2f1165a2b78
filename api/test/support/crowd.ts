import { expect } from '@jest/globals';
import type { Changes, OpenedRoom } from '../../src/delivery/changes.schema.js';
import type { Message } from '../../src/messages/message.schema.js';
import { connect, type RawSocket } from './socket.js';
import type { TestTenant, TestUser } from './tenant.js';

/** Somebody who has opened a room by a plain socket, and where they stood then. */
export interface Reader {
  readonly socket: RawSocket;
  readonly opened: OpenedRoom;
}

/** Opens a room on one node. @param room `{ slug }` or `{ roomId }` */
export async function openRoom(
  url: string,
  tenant: TestTenant,
  user: TestUser,
  room: { slug: string } | { roomId: string },
): Promise<Reader> {
  const socket = await connect({ url, auth: { key: tenant.key, token: user.token } });
  const { ok, data } = await socket.ask<OpenedRoom>('room:open', room);
  expect(ok).toBe(true);
  return { socket, opened: data };
}

/** Sends `count` messages, some at a time, each named `<name>-<n>`; all have to be acknowledged. */
export async function sendMany(socket: RawSocket, roomId: string, name: string, count: number): Promise<Message[]> {
  const sent: Message[] = [];
  const numbers = Array.from({ length: count }, (_, n) => n).values();
  const work = async (): Promise<void> => {
    for (const n of numbers) {
      const clientId = `${name}-${n}`;
      const { ok, data } = await socket.ask<Message>('message:send', { roomId, clientId, text: clientId });
      expect(ok).toBe(true);
      sent.push(data);
    }
  };
  await Promise.all(Array.from({ length: 4 }, work));
  return sent;
}

/** The seqs of all messages that a reader was told, in order of arrival. */
export const toldSeqs = ({ socket }: Reader): number[] =>
  socket.frames.flatMap((frame) => frame.messages.map((message) => message.seq));

/** Frames that do not follow on the one before them. */
export function breaks({ socket, opened }: Reader): Changes[] {
  return socket.frames.filter((frame, n) => {
    const before = n === 0 ? opened.changes : socket.frames[n - 1];
    return frame.after !== before?.position || frame.reset;
  });
}

/** 1 to `count`. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);
