import { frame } from '../log/go-to.js';
import type { ParleyLog } from '../log/parley-log.js';
import type { ParleyMessage } from '../message/parley-message.js';
import type { ParleyRoom } from '../room/parley-room.js';
import type { ParleyMessageTools } from '../tools/parley-message-tools.js';

/**
 * Back in the room, the person is where they left it: on what hangs on the message.
 * @param screens what the screen of the thread stood in
 * @param around what that, and the room beneath, stood in
 */
export async function returnFocus(screens: HTMLElement, around: Node, rootId: string): Promise<void> {
  await frame();
  await frame();
  // Another screen lies over the room, or it is left.
  if (screens.isConnected || !(around instanceof ShadowRoot)) return;
  const log = around.querySelector<ParleyRoom>('parley-room')?.renderRoot.querySelector<ParleyLog>('parley-log');
  const rows = [...(log?.renderRoot.querySelectorAll<ParleyMessage>('parley-message') ?? [])];
  const row = rows.find(({ item }) => item.source.id === rootId);
  row?.renderRoot.querySelector<ParleyMessageTools>('parley-message-tools')?.focusThread();
}
