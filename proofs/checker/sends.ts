import type { OperationEvent } from '../history/events.js';
import { endsOf, type Tried, triedAs } from './tried.js';

/** One try to send a message. */
export interface Attempt extends Tried {
  readonly text: string;
}

/** All attempts to send one message: one author, one room, one clientId. */
export interface Send {
  readonly tenantId: string;
  readonly roomId: string;
  readonly authorId: string;
  readonly clientId: string;
  /** In the order of their beginnings. */
  readonly attempts: readonly Attempt[];
}

/** Names a send in the run, and the message that it becomes. */
export const keyOf = ({ roomId, authorId, clientId }: Pick<Send, 'roomId' | 'authorId' | 'clientId'>): string =>
  `${roomId} ${authorId} ${clientId}`;

/** A send in few words, for a violation. */
export const named = ({ clientId, attempts }: Send): string => `${clientId} (${attempts[0]?.client})`;

/**
 * Gathers the attempts of each send.
 * @param reading the clients that keep a room's log: those without a connection of their own try again by themselves
 */
export function indexSends(operations: readonly OperationEvent[], reading: ReadonlySet<string>): Send[] {
  const ends = endsOf(operations);
  const sends = new Map<string, Send & { attempts: Attempt[] }>();
  for (const event of operations) {
    if (event.op !== 'send' || event.type !== 'invoke') continue;
    const { tenantId, roomId, userId: authorId, clientId = '' } = event;
    const key = keyOf({ roomId, authorId, clientId });
    const send = sends.get(key) ?? { tenantId, roomId, authorId, clientId, attempts: [] };
    sends.set(key, send);
    send.attempts.push({ ...triedAs(event, ends, reading), text: event.text ?? '' });
  }
  for (const { attempts } of sends.values()) attempts.sort((a, b) => (a.invokedAt < b.invokedAt ? -1 : 1));
  return [...sends.values()];
}
