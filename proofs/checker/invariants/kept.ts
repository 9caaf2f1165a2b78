import type { SeenMessage } from '../../history/events.js';
import type { MessageChange } from '../message-changes.js';
import { type Attempt, named, type Send } from '../sends.js';
import type { Invariant } from './invariant.js';

/**
 * Each acknowledged send has exactly one row with the id and seq that its acknowledgement named, and with the body that was sent,
 * or that somebody gave it since by an edit which was not refused; or it is deleted.
 */
export const kept: Invariant = {
  id: 'I1',
  title: 'kept',
  *violations({ sends, rooms, changes }) {
    const edits = editsOf(changes);
    const rowsOf = new Map([...rooms].map(([roomId, { messages }]) => [roomId, byId(messages)]));
    for (const send of sends) {
      const rows = rowsOf.get(send.roomId);
      const acknowledged = send.attempts.filter(({ outcome }) => outcome === 'ok');
      for (const attempt of acknowledged) {
        const wrong = whyNotKept(attempt, rows, edits);
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

/** The texts that each message may have got since, by its id. */
function editsOf(changes: readonly MessageChange[]): ReadonlyMap<string, ReadonlySet<string>> {
  const edits = new Map<string, Set<string>>();
  for (const { op, messageId, text, outcome } of changes) {
    if (op === 'edit' && outcome !== 'fail') edits.set(messageId, (edits.get(messageId) ?? new Set()).add(text));
  }
  return edits;
}

function whyNotKept(
  { message, text: sent }: Attempt,
  rows: ReturnType<typeof byId> | undefined,
  edits: ReturnType<typeof editsOf>,
): string | undefined {
  if (!message) return 'the acknowledgement names no message';
  const isBody = ({ id, text, editedAt, deletedAt }: SeenMessage): boolean =>
    deletedAt !== null || (editedAt === null ? text === sent : edits.get(id)?.has(text) === true);
  if (!isBody(message)) return 'with another text than was sent';
  const own = rows?.get(message.id) ?? [];
  const [row] = own;
  if (!row) return 'there is no row of that id';
  if (own.length > 1) return `${own.length} rows have that id`;
  if (row.seq !== message.seq) return `its row has seq ${row.seq}`;
  if (!isBody(row)) return 'its row has another text';
  return undefined;
}

const nameOf = ({ message }: Pick<Send['attempts'][number], 'message'>): string =>
  message ? `as ${message.id}, seq ${message.seq},` : 'without a message,';
