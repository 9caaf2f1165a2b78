import type { SeenMessage } from '../../history/events.js';
import { type Attempt, named, type Send } from '../sends.js';
import type { Invariant } from './invariant.js';

/** Each acknowledged send has exactly one row with the id, seq and body that its acknowledgement named. */
export const kept: Invariant = {
  id: 'I1',
  title: 'kept',
  *violations({ sends, rooms }) {
    const rowsOf = new Map([...rooms].map(([roomId, { messages }]) => [roomId, byId(messages)]));
    for (const send of sends) {
      const rows = rowsOf.get(send.roomId);
      const acknowledged = send.attempts.filter(({ outcome }) => outcome === 'ok');
      for (const attempt of acknowledged) {
        const wrong = whyNotKept(attempt, rows);
        if (wrong) yield `${named(send)} was acknowledged ${nameOf(attempt)} but ${wrong}`;
      }
    }
  },
};

function byId(messages: readonly SeenMessage[]): Map<string, SeenMessage[]> {
  const rows = new Map<string, SeenMessage[]>();
  for (const message of messages) rows.set(message.id, [...(rows.get(message.id) ?? []), message]);
  return rows;
}

function whyNotKept({ message, text }: Attempt, rows: ReturnType<typeof byId> | undefined): string | undefined {
  if (!message) return 'the acknowledgement names no message';
  if (message.text !== text && !isChanged(message)) return 'with another text than was sent';
  const own = rows?.get(message.id) ?? [];
  const [row] = own;
  if (!row) return 'there is no row of that id';
  if (own.length > 1) return `${own.length} rows have that id`;
  if (row.seq !== message.seq) return `its row has seq ${row.seq}`;
  if (row.text !== message.text && !isChanged(row)) return 'its row has another text';
  return undefined;
}

/** A body is only kept until its author changes it. */
const isChanged = ({ editedAt, deletedAt }: SeenMessage): boolean => editedAt !== null || deletedAt !== null;

const nameOf = ({ message }: Pick<Send['attempts'][number], 'message'>): string =>
  message ? `as ${message.id}, seq ${message.seq},` : 'without a message,';
