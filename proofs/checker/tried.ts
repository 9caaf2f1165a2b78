import type { OperationEvent, SeenMessage } from '../history/events.js';

/** One try to write something. */
export interface Tried {
  readonly client: string;
  /** The socket it went out on; null = not known, or none. */
  readonly connection: string | null;
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

/** The end of time. */
export const never = 2n ** 63n;

/** How each attempt ended, by its name. */
export function endsOf(operations: readonly OperationEvent[]): ReadonlyMap<string, OperationEvent> {
  const ends = new Map<string, OperationEvent>();
  for (const event of operations) if (event.type !== 'invoke') ends.set(event.attempt, event);
  return ends;
}

/** @param reading the clients that keep a room's log: those without a connection of their own try again by themselves */
export function triedAs(
  { attempt, client, connection, t }: OperationEvent,
  ends: ReadonlyMap<string, OperationEvent>,
  reading: ReadonlySet<string>,
): Tried {
  const end = ends.get(attempt);
  const triesAgain = connection === null && reading.has(client);
  const type = end && end.type !== 'invoke' ? end.type : 'info';
  return {
    client,
    connection,
    invokedAt: BigInt(t),
    endedAt: end ? BigInt(end.t) : never,
    outcome: type === 'fail' && triesAgain ? 'info' : type,
    message: type === 'ok' ? end?.message : undefined,
  };
}
