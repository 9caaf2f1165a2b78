import type { ChatCore, RoomAddress } from '@parley/sdk';
import { report } from '../components/intents.js';
import { frame, goTo } from '../components/log/go-to.js';
import type { ParleyLog } from '../components/log/parley-log.js';
import type { ParleyRoom } from '../components/room/parley-room.js';
import { messageAddress } from '../state/message-address.js';
import type { ChatOfParts } from './chat-part.js';
import { fullChat } from './full-chat.js';

/** The chat that a link is followed in. */
interface FollowingChat extends HTMLElement {
  readonly room: string | null;
  readonly chat: Pick<ChatOfParts, 'client' | 'at' | 'view'>;
}

/** Whoever waits longer has gone elsewhere. */
const patienceMs = 30_000;

/**
 * Goes to the message that the end of the page's address names: into its room, up to it, and there.
 * @param enter shows a room
 */
export async function followMessageLink(host: FollowingChat, enter: (at: RoomAddress) => void): Promise<void> {
  const { hash } = location;
  const named = messageAddress(hash);
  if (named === null) return;
  const end = performance.now() + patienceMs;
  // Another link was followed, the person went elsewhere, or the page is going.
  const isOver = (at?: RoomAddress): boolean =>
    location.hash !== hash || (at !== undefined && host.chat.at !== at) || !host.isConnected || performance.now() > end;
  const until = async (isSo: () => boolean, at?: RoomAddress): Promise<boolean> => {
    while (!isSo()) {
      if (isOver(at)) return false;
      await frame();
    }
    return true;
  };
  // Home, where the chat begins, would lie over the room again.
  const mayCome = () => !host.room && !customElements.get('parley-places');
  if (!(await until(() => host.chat.client !== null && !mayCome()))) return;
  enter(named.at);
  const { at } = host.chat;
  const room = fullChat(host.chat.client as ChatCore).room(named.at);
  // The view of the room before, which may be the same one, is empty by now.
  if (!(await until(() => host.chat.view.items.length > 0, at))) return;
  const screen = host.shadowRoot?.querySelector<ParleyRoom>('parley-room');
  const { message } = await room.messageAt(named.seq).catch(() => ({ message: null }));
  // What is in a thread is not in the room.
  if (message?.threadId) {
    if (screen && !isOver(at)) report(screen, 'parley-go', { place: `thread/${message.threadId}/${named.seq}` });
    return;
  }
  if (!(await room.loadTo(named.seq).catch(() => false))) return;
  while (!isOver(at)) {
    const log = screen?.renderRoot.querySelector<ParleyLog>('parley-log');
    if (log && (await goTo(log, named.seq))) return;
    await frame();
  }
}
