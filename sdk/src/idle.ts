import type { Chat } from './full-chat.js';

/** What a person does in front of a page. */
const activities = ['pointerdown', 'pointermove', 'keydown', 'focus'] as const;

/**
 * Says that one is away when nobody has touched the page for a while, and online again at the next touch. Nothing where
 * there is no page.
 * @param afterMs in milliseconds
 * @returns the undo
 */
export function awayWhenIdle(chat: Pick<Chat, 'presence' | 'session' | 'setPresence'>, afterMs = 300_000): () => void {
  let isAway = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const say = (status: 'away' | 'online') => void chat.setPresence(status).catch(() => undefined);
  const touch = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      isAway = true;
      say('away');
    }, afterMs);
    if (!isAway) return;
    isAway = false;
    // `online` would show again who wishes not to be seen.
    if (chat.presence.get()[chat.session.get().user?.id ?? '']?.status !== 'invisible') say('online');
  };
  if (globalThis.document === undefined) return () => undefined;
  for (const name of activities) globalThis.addEventListener(name, touch, { passive: true });
  touch();
  return () => {
    clearTimeout(timer);
    for (const name of activities) globalThis.removeEventListener(name, touch);
  };
}
