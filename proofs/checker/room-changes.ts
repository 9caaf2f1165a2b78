import type { SeenChanges } from '../history/events.js';
import { listsSeats, type RoomTruth } from './room-truth.js';

/** A row as it was from a position on. */
interface Change {
  readonly position: number;
  /** Names the row: a message's id or a member's. */
  readonly row: string;
  /** Of a message. */
  readonly seq?: number;
}

/** The changes of a room by position: tells what an answer must hold that is whole. */
export class RoomChanges {
  private readonly changes: readonly Change[];

  constructor(room: RoomTruth) {
    const messages = room.messageVersions.map(({ id, seq, position }) => ({ row: id, seq, position }));
    const seats = listsSeats(room) ? room.seatVersions.map(({ userId, position }) => ({ row: userId, position })) : [];
    this.changes = [...messages, ...seats].sort((a, b) => a.position - b.position);
  }

  /** The first change above `after` that a continuation up to its position leaves out. */
  missingIn({ after, position, messages, members }: SeenChanges): number | undefined {
    const held = new Set([
      ...messages.map((message) => nameOf({ row: message.id, position: message.position })),
      ...members.map((member) => nameOf({ row: member.userId, position: member.position })),
    ]);
    const latest = this.latest(after, position);
    return latest.find((change) => !held.has(nameOf(change)))?.position;
  }

  /** Whether the messages of a reset are the newest ones of the room as it was at its position, without a hole. */
  isNewestPage({ position, messages }: SeenChanges): boolean {
    const all = this.latest(0, position).filter(({ seq }) => seq !== undefined);
    all.sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
    if (messages.length === 0) return all.length === 0;
    const newest = all.slice(-messages.length);
    return messages.every((message, at) => {
      const change = newest[at];
      return change !== undefined && nameOf(change) === nameOf({ row: message.id, position: message.position });
    });
  }

  /** The rows that changed above `after`, as they were at `position`, in the order of their last change. */
  private latest(after: number, position: number): Change[] {
    const rows = new Map<string, Change>();
    for (let at = this.firstAbove(after); at < this.changes.length; at += 1) {
      const change = this.changes[at] as Change;
      if (change.position > position) break;
      rows.delete(change.row);
      rows.set(change.row, change);
    }
    return [...rows.values()];
  }

  private firstAbove(position: number): number {
    let [from, to] = [0, this.changes.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.changes[middle]?.position ?? 0) > position) to = middle;
      else from = middle + 1;
    }
    return from;
  }
}

const nameOf = ({ row, position }: Change): string => `${row}@${position}`;
