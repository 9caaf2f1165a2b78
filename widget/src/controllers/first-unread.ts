import type { Room, Timeline } from '@parley/sdk';

/** Whether the first unread message is older than what is loaded. @param newFromSeq what is unread begins there; null for nothing */
export const isAbove = ({ items, hasBefore }: Timeline, newFromSeq: number | null): boolean =>
  hasBefore && newFromSeq !== null && (items[0]?.seq ?? 0) > newFromSeq;

/**
 * Loads page by page until what is unread begins within what is loaded.
 * @throws ChatError when a page did not load; those before it stay
 */
export async function loadTo(room: Pick<Room, 'timeline' | 'loadBefore'>, newFromSeq: number): Promise<void> {
  let oldest: number | undefined;
  while (isAbove(room.timeline.get(), newFromSeq)) {
    const first = room.timeline.get().items[0]?.seq;
    // Nothing came of it: the room is gone, or somebody else is here.
    if (first === oldest) return;
    oldest = first;
    await room.loadBefore();
  }
}
