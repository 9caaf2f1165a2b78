import { afterEach } from '@jest/globals';
import { testServerUrl } from '../../../api/test/support/environment.js';
import { createChat } from '../../src/index.js';
import type { Chat, ChatOptions, FullChatOptions, Room, Timeline } from '../../src/index.js';

const open: Chat[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((chat) => chat.close()));
});

/** A client of the run's server, or of another; closed when the test is over. */
export function makeChat(options: Pick<ChatOptions, 'key'> & Partial<FullChatOptions>): Chat {
  const chat = createChat({ url: testServerUrl(), session: 'guest', storage: 'memory', ...options });
  open.push(chat);
  return chat;
}

/** Subscribes, so that the room is live. */
export function watch(room: Room): Room {
  room.timeline.subscribe(() => undefined);
  return room;
}

/** The room's timeline as soon as it is so. @throws what the room looked like when it did not become so in time */
export function until(room: Room, isSo: (timeline: Timeline) => boolean, withinMs = 20_000): Promise<Timeline> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      const { items, ...rest } = room.timeline.get();
      const texts = items.map(({ seq, status, text }) => `${seq} ${status} ${text}`);
      reject(new Error(`the timeline did not become so: ${JSON.stringify({ ...rest, items: texts })}`));
    }, withinMs);
    const stop = room.timeline.subscribe((timeline) => {
      if (!isSo(timeline)) return;
      clearTimeout(timer);
      // The first call comes before there is an undo.
      queueMicrotask(() => stop());
      resolve(timeline);
    });
  });
}

/** What is shown, in order. */
export const texts = (room: Room): string[] => room.timeline.get().items.map(({ text }) => text);
