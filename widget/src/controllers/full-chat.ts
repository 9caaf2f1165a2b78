import type { Chat, ChatCore } from '@parley/sdk';
import { withPeople } from '@parley/sdk';

/** A client is given its people once, however often the screens come and go. */
const full = new WeakMap<ChatCore['parts'], Chat>();

/** The client with everything around its rooms; the same object each time. */
export function fullChat(client: ChatCore): Chat {
  const chat = full.get(client.parts) ?? withPeople(client);
  full.set(client.parts, chat);
  return chat;
}
