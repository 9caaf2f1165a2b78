import type { SeenMessage } from '../history/events.js';
import type { Toggle } from './message-changes.js';
import type { RoomTruth } from './room-truth.js';

/** What one commit did to a message that was there. */
export interface Step {
  readonly before: SeenMessage;
  readonly after: SeenMessage;
  /** Set when it has another text, and is not deleted. */
  readonly text: string | undefined;
  readonly isDeletion: boolean;
  /** None where it was deleted: its reactions are gone with it. */
  readonly toggles: readonly Toggle[];
}

const known = new WeakMap<RoomTruth, readonly Step[]>();

/** The steps of all messages of a room, in the order of commit; found once, however many ask. */
export function stepsOf(room: RoomTruth): readonly Step[] {
  const made = known.get(room) ?? findSteps(room);
  known.set(room, made);
  return made;
}

function findSteps({ messageVersions }: RoomTruth): Step[] {
  const latest = new Map<string, SeenMessage>();
  return messageVersions.flatMap((after) => {
    const before = latest.get(after.id);
    latest.set(after.id, after);
    return before ? stepFrom(before, after) : [];
  });
}

function stepFrom(before: SeenMessage, after: SeenMessage): Step {
  const isDeletion = after.deletedAt !== null && before.deletedAt === null;
  return {
    before,
    after,
    text: !isDeletion && after.text !== before.text ? after.text : undefined,
    isDeletion,
    toggles: isDeletion ? [] : togglesFrom(before, after),
  };
}

function togglesFrom(before: SeenMessage, after: SeenMessage): Toggle[] {
  const [had, has] = [reactorsOf(before), reactorsOf(after)];
  const lacking = (from: typeof had, others: typeof had, isOn: boolean): Toggle[] =>
    [...from].flatMap(([key, reactor]) => (others.has(key) ? [] : { ...reactor, isOn }));
  return [...lacking(had, has, false), ...lacking(has, had, true)];
}

/** Who is shown to have reacted, and how. In a run's rooms there are fewer than are listed by name. */
function reactorsOf({ reactions }: SeenMessage): Map<string, { userId: string; emoji: string }> {
  const reactors = reactions.flatMap(({ emoji, userIds }) => userIds.map((userId) => ({ userId, emoji })));
  return new Map(reactors.map((reactor) => [`${reactor.emoji} ${reactor.userId}`, reactor]));
}
