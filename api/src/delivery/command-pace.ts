import { DomainError } from '../common/errors/domain-error.js';
import { toSocketError } from '../common/errors/problem.js';
import type { ParleyServer, ParleySocket } from './socket-contract.js';
import { isAck } from './socket-adapter.js';

/** What a socket may cost at once after a quiet time; a command costs 1, and `sync` more by its rooms. */
const burst = 1_000;

/** What of it comes back in a second. */
const perSecond = 100;

/** Rooms of a `sync` that cost as much as one command; more than a hundred are refused unread. */
const roomsPerCost = 10;
const maxRooms = 100;

/** So many answers of `rate_limited` with no `forgivenAfterMs` of quiet in between, and the socket is cut. */
const patience = 1_000;
const forgivenAfterMs = 10_000;

/**
 * How fast one socket may ask. Sends that are taken cost nothing here: the tenant says how many there may be, also that
 * there may be any number. What is refused costs, whatever it is.
 */
export class CommandPace {
  private left = burst;
  private countedAtMs: number;
  private refusals = 0;
  private refusedAtMs = 0;

  /** @param now the time in milliseconds */
  constructor(private readonly now: () => number = Date.now) {
    this.countedAtMs = now();
  }

  /** @returns whether the command may run; its cost is spent then */
  take(cost: number): boolean {
    const now = this.now();
    this.left = Math.min(burst, this.left + ((now - this.countedAtMs) * perSecond) / 1_000);
    this.countedAtMs = now;
    if (this.left < 1) return false;
    this.left -= cost;
    return true;
  }

  /** When a command may run again, in milliseconds from now. */
  get retryAfterMs(): number {
    return Math.ceil(((1 - this.left) * 1_000) / perSecond);
  }

  /** Spends what a refused command costs. */
  spend(): void {
    this.left -= 1;
  }

  /** Notes that it was told to slow down. @returns whether it was told so often that it does not listen */
  warn(): boolean {
    const now = this.now();
    if (now - this.refusedAtMs > forgivenAfterMs) this.refusals = 0;
    this.refusedAtMs = now;
    this.refusals += 1;
    return this.refusals > patience;
  }
}

/** What a command costs before it is run. */
function costOf(command: unknown, payload: unknown): number {
  if (command === 'message:send') return 0;
  const rooms = command === 'sync' ? (payload as { rooms?: unknown } | null)?.rooms : undefined;
  return 1 + (Array.isArray(rooms) ? Math.min(rooms.length, maxRooms) / roomsPerCost : 0);
}

type Reply = { ok: true } | { ok: false; error: { code: string } };

/**
 * Refuses the commands of a socket that asks too fast, and ends it when it goes on regardless.
 * @param end tells the socket that it broke the rules, and closes it
 */
export function keepPace(io: ParleyServer, end: (socket: ParleySocket) => void): void {
  // Here, and not when it is connected: this must come before what runs the commands.
  io.use((socket, next) => {
    watch(socket, end);
    next();
  });
}

function watch(socket: ParleySocket, end: (socket: ParleySocket) => void): void {
  const pace = new CommandPace();
  const note = (reply: Reply): void => {
    if (reply.ok) return;
    pace.spend();
    if (reply.error.code === 'rate_limited' && pace.warn()) end(socket);
  };
  socket.use((packet: unknown[], next) => {
    const ack = packet.at(-1);
    const answer = (reply: Reply): void => {
      if (isAck(ack)) ack(reply);
      note(reply);
    };
    // Nobody waits for what a command without a callback costs, so that it is always charged.
    if (!pace.take(isAck(ack) ? costOf(packet[0], packet[1]) : 1)) {
      const error = new DomainError('rate_limited', 'Too many commands', { retryAfterMs: pace.retryAfterMs });
      return answer({ ok: false, error: toSocketError(error) });
    }
    if (isAck(ack)) packet[packet.length - 1] = answer;
    next();
  });
}
