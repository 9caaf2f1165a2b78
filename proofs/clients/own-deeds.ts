import type { Message } from '../../sdk/src/contract/index.js';
import { type Actor, canaryOf, type PlannedOperation } from '../plan.js';
import { clientIdOf, type Subject } from './attempts.js';

type Shown = Pick<Message, 'id' | 'seq' | 'position' | 'deletedAt'>;

/** How many are remembered for each room. */
const most = 20;

/** One of so many messages of a room is what everybody reacts to, most of the time: else hardly two would ever react to the same. */
const talkedAboutEvery = 40;
/** So many in eight reactions are to another message. */
const strayReactions = 2;

/** What somebody has written, and how they reacted, as far as they were told: that is what they change later. */
export class OwnDeeds {
  /** By room, the latest one last. Also what they deleted: whoever edits that is told so. */
  private readonly written = new Map<string, Message[]>();
  private readonly given = new Map<string, { messageId: string; emoji: string }[]>();

  constructor(private readonly actor: Actor) {}

  /** Whether they have written there, and so sat there. */
  hasWritten(roomId: string): boolean {
    return this.written.has(roomId);
  }

  /** Something was done. @param message as it is since, as far as that was told */
  note({ op, roomId, messageId, emoji = '' }: Subject, message: Message | undefined): void {
    const held = this.written.get(roomId) ?? [];
    const at = held.findIndex(({ id }) => id === message?.id);
    if (message && at < 0 && op === 'send') this.written.set(roomId, [...held, message].slice(-most));
    // One answer may overtake another.
    if (message && message.position > (held[at]?.position ?? Infinity)) held[at] = message;
    if (messageId === undefined) return;
    const given = (this.given.get(roomId) ?? []).filter((one) => one.messageId !== messageId || one.emoji !== emoji);
    if (op === 'react') given.push({ messageId, emoji });
    if (op === 'react' || op === 'unreact') this.given.set(roomId, given.slice(-most));
  }

  /**
   * What a planned send or change is about.
   * @param shown messages of the room that they see now, the latest one last
   * @returns nothing where there is nothing that could be changed so
   */
  subjectOf(
    operation: PlannedOperation,
    at: { roomId: string; userId: string },
    shown: readonly Shown[],
  ): Subject | undefined {
    const { op, room, n, back, emoji, textBytes, isOfVersion } = operation;
    const text = canaryOf(this.actor.tenant, room, this.actor.name, n, textBytes);
    const own = pick(this.written.get(at.roomId) ?? [], back);
    const version = shown.find(({ id }) => id === own?.id) ?? own;
    const position = isOfVersion ? version?.position : undefined;
    switch (op) {
      case 'send':
        return { op, ...at, clientId: clientIdOf(operation), text };
      case 'edit':
        return own && { op, ...at, messageId: own.id, text, position };
      case 'delete':
        return own && { op, ...at, messageId: own.id };
      case 'react': {
        const there = shown.filter(({ deletedAt }) => deletedAt === null);
        const talkedAbout = there.findLast(({ seq }) => seq % talkedAboutEvery === 0);
        const message = (back < strayReactions ? undefined : talkedAbout) ?? pick(there.slice(-most), n);
        return message && { op, ...at, messageId: message.id, emoji };
      }
      case 'unreact': {
        const reaction = pick(this.given.get(at.roomId) ?? [], back);
        return reaction && { op, ...at, ...reaction };
      }
      default:
        return undefined;
    }
  }
}

/** Counted from the last one; where there are fewer, among those. */
const pick = <Item>(list: readonly Item[], back: number): Item | undefined => list.at(-1 - (back % (list.length || 1)));
