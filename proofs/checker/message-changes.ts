import { type ChangeOp, isChange, type OperationEvent } from '../history/events.js';
import { endsOf, never, type Tried, triedAs } from './tried.js';

/** One try to change a message that is there. */
export interface MessageChange extends Tried {
  readonly op: ChangeOp;
  readonly roomId: string;
  readonly userId: string;
  readonly messageId: string;
  /** Of an edit. */
  readonly text: string;
  /** Of an edit that is only for the version at this position. */
  readonly position: number | undefined;
  /** Of a reaction. */
  readonly emoji: string;
}

/**
 * Each try to change a message, with how it ended.
 * @param reading as of `triedAs`
 */
export function indexChanges(operations: readonly OperationEvent[], reading: ReadonlySet<string>): MessageChange[] {
  const ends = endsOf(operations);
  return operations.flatMap((event) => {
    const { op, type, roomId, userId, messageId = '', text = '', position, emoji = '' } = event;
    if (type !== 'invoke' || !isChange(op)) return [];
    return { ...triedAs(event, ends, reading), op, roomId, userId, messageId, text, position, emoji };
  });
}

/** A change in few words, for a violation. */
export const toldOf = ({ client, op, messageId }: MessageChange): string => `${client}'s ${op} of ${messageId}`;

/** What was asked of messages by those who were not refused, and so may have come to be. */
export interface Asked {
  /** Whether the message may have got a text in place of another one: somebody tried to give it, and had no answer before that one was tried. */
  readonly mayFollow: (messageId: string, text: string, before: string) => boolean;
  /** How often at most the user's reaction may have been given, or taken back; without end where that is not known. */
  readonly toggles: (messageId: string, toggle: Toggle) => number;
  readonly isDeletion: (messageId: string) => boolean;
}

/** A reaction that was given or taken back. */
export interface Toggle {
  readonly userId: string;
  readonly emoji: string;
  readonly isOn: boolean;
}

/** Gathers it. */
export function askedOf(changes: readonly MessageChange[]): Asked {
  const edits = new Map<string, { from: bigint; until: bigint }>();
  const toggles = new Map<string, number>();
  const deleted = new Set<string>();
  for (const { op, messageId, text, userId, emoji, outcome, invokedAt, endedAt } of changes) {
    if (outcome === 'fail') continue;
    const until = outcome === 'ok' ? endedAt : never;
    if (op === 'delete') deleted.add(messageId);
    else if (op === 'edit') {
      const { from, until: last } = edits.get(textKey(messageId, text)) ?? { from: invokedAt, until };
      edits.set(textKey(messageId, text), {
        from: from < invokedAt ? from : invokedAt,
        until: last > until ? last : until,
      });
    } else {
      const key = toggleKey(messageId, { userId, emoji, isOn: op === 'react' });
      toggles.set(key, (toggles.get(key) ?? 0) + (outcome === 'ok' ? 1 : Infinity));
    }
  }
  return {
    mayFollow: (messageId, text, before) =>
      (edits.get(textKey(messageId, text))?.until ?? -1n) > (edits.get(textKey(messageId, before))?.from ?? 0n),
    toggles: (messageId, toggle) => toggles.get(toggleKey(messageId, toggle)) ?? 0,
    isDeletion: (messageId) => deleted.has(messageId),
  };
}

const textKey = (messageId: string, text: string): string => `${messageId} ${text}`;
const toggleKey = (messageId: string, { userId, emoji, isOn }: Toggle): string =>
  `${messageId} ${isOn ? 'on' : 'off'} ${userId} ${emoji}`;
