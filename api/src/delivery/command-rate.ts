/** Commands of one socket, in a second, for as long as it likes. */
export const commandsPerSecond = 200;

/** Commands that it may have saved up: catching up with many rooms at once is no flood. */
const burst = 1_000;

/** Rooms that cost as much as one command: those of a `sync`, of which more than a hundred are refused unread, and for `heads` all that are open. */
const roomsPerCost = 10;
const maxRooms = 100;

/** Whoever goes on after this many refusals, in debt to the rate, is cut. */
const maxDebt = 1_000;

/**
 * How fast one socket may ask. Sending has limits of its own, which the tenant sets; this one guards everybody else
 * against a client that asks as fast as it can.
 */
export class CommandRate {
  private left = burst;
  private atMs: number;

  /** @param nowMs on any clock that never goes back */
  constructor(nowMs: number) {
    this.atMs = nowMs;
  }

  /**
   * Counts a command. Once nothing is left, whatever it costs is refused, and each refusal is a debt of one.
   * @param cost of the command, where an ordinary one is 1
   * @returns whether it may be run; `cut` = the client does not heed refusals
   */
  count(nowMs: number, cost = 1): 'run' | 'refuse' | 'cut' {
    this.left = Math.min(burst, this.left + ((nowMs - this.atMs) / 1_000) * commandsPerSecond);
    this.atMs = nowMs;
    if (this.left >= 1) {
      this.left -= cost;
      return 'run';
    }
    this.left -= 1;
    return this.left > -maxDebt ? 'refuse' : 'cut';
  }

  /** How long it takes until the next command is run, in milliseconds. */
  get retryAfterMs(): number {
    return Math.max(0, (1 - this.left) / commandsPerSecond) * 1_000;
  }
}

/**
 * What a command costs. A send that is taken costs nothing here; one that is refused is counted afterwards.
 * @param input as it came, not checked yet
 * @param openRooms how many rooms its socket has open
 */
export function costOf(command: unknown, input: unknown, openRooms: number): number {
  if (command === 'message:send') return 0;
  if (command === 'heads') return 1 + openRooms / roomsPerCost;
  const rooms = command === 'sync' ? (input as { rooms?: unknown } | null | undefined)?.rooms : undefined;
  return 1 + (Array.isArray(rooms) ? Math.min(rooms.length, maxRooms) / roomsPerCost : 0);
}
