import type { Timeline, TimelineItem } from '@parley/sdk';

/** What keeps somebody from writing: see `strings` of the gate. */
export type Closed = 'archived' | 'banned' | 'removed' | 'muted' | 'moderators';

const isPlain = ({ member }: Timeline): boolean => !member || member.role === 'member';

/**
 * What of the room itself keeps the person from writing, as the server will judge it; null where they may.
 * @param now epoch ms
 * @param wasInside they had a seat where only those read who have one
 */
export function closedBy(timeline: Timeline, now: number, wasInside = false): Closed | null {
  const { status, error, room, member, exists } = timeline;
  // Whoever came by the room's slug is not told that it is there still.
  if (wasInside && !exists) return 'removed';
  if (status === 'error') {
    if (error?.code === 'banned') return 'banned';
    // Who knows the room was in it. Others may be let in by sending, as somebody.
    if (room && error?.code === 'room_not_found') return 'removed';
  }
  if (room?.archivedAt) return 'archived';
  // Nobody tells when a mute is over.
  if (member?.mute && (muteEnd(timeline) ?? Infinity) > now) return 'muted';
  return room?.posting === 'moderators' && isPlain(timeline) ? 'moderators' : null;
}

/** When a mute ends, in epoch ms; null for one without an end, and for none. */
const muteEnd = ({ member }: Timeline): number | null => {
  const until = member?.mute?.until;
  return until ? Date.parse(until) : null;
};

/** When a room in slow mode takes the person's next message, in epoch ms; null for at once. */
export function slowUntil(timeline: Timeline): number | null {
  const { slowModeSeconds = 0 } = timeline.room ?? {};
  if (slowModeSeconds === 0 || !isPlain(timeline)) return null;
  return Math.max(0, ...timeline.items.map((item) => nextAfter(item, slowModeSeconds))) || null;
}

function nextAfter({ own, status, error, retryAtMs, createdAt }: TimelineItem, seconds: number): number {
  if (!own) return 0;
  if (status === 'sent') return Date.parse(createdAt) + seconds * 1000;
  return error?.code === 'slow_mode' ? (retryAtMs ?? 0) : 0;
}
