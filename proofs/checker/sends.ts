import type { OperationEvent, SeenMessage } from '../history/events.js';

/** One try to send a message. */
export interface Attempt {
  readonly client: string;
  /** The socket it went out on; null = not known, or none. */
  readonly connection: string | null;
  readonly text: string;
  readonly invokedAt: bigint;
  /** When it was known how it ended; the end of time when it never was. */
  readonly endedAt: bigint;
  /**
   * `info` = whether it was written is not known. That is also so for a refusal of a client which tries again within one
   * attempt: an earlier try may have been written.
   */
  readonly outcome: 'ok' | 'fail' | 'info';
  /** Of an `ok`: what the acknowledgement named. */
  readonly message: SeenMessage | undefined;
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

const never = 2n ** 63n;

/**
 * Gathers the attempts of each send.
 * @param reading the clients that keep a room's log: those without a connection of their own try again by themselves
 */
export function indexSends(operations: readonly OperationEvent[], reading: ReadonlySet<string>): Send[] {
  const ends = new Map<string, OperationEvent>();
  for (const event of operations) if (event.type !== 'invoke') ends.set(event.attempt, event);
  const sends = new Map<string, Send & { attempts: Attempt[] }>();
  for (const event of operations) {
    if (event.op !== 'send' || event.type !== 'invoke') continue;
    const { tenantId, roomId, userId: authorId, clientId = '' } = event;
    const key = keyOf({ roomId, authorId, clientId });
    const send = sends.get(key) ?? { tenantId, roomId, authorId, clientId, attempts: [] };
    sends.set(key, send);
    send.attempts.push(toAttempt(event, ends.get(event.attempt), reading));
  }
  for (const { attempts } of sends.values()) attempts.sort((a, b) => (a.invokedAt < b.invokedAt ? -1 : 1));
  return [...sends.values()];
}

function toAttempt(begun: OperationEvent, end: OperationEvent | undefined, reading: ReadonlySet<string>): Attempt {
  const { client, connection, text = '' } = begun;
  const triesAgain = connection === null && reading.has(client);
  const type = end && end.type !== 'invoke' ? end.type : 'info';
  return {
    client,
    connection,
    text,
    invokedAt: BigInt(begun.t),
    endedAt: end ? BigInt(end.t) : never,
    outcome: type === 'fail' && triesAgain ? 'info' : type,
    message: type === 'ok' ? end?.message : undefined,
  };
}
