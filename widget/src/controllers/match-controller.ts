import { ChatError } from '@parley/sdk';
import type { Chat, FindMatch, Match } from '@parley/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { asSomebody } from './attempt-controller.js';

/** From then on the server takes anyone, not only who shares an interest. */
const anybodyAfterMs = 10_000;

/**
 * Looks for strangers for as long as its screen is there: a panel that is closed goes on looking, a screen that is left
 * does not.
 */
export class MatchController implements ReactiveController {
  status: 'idle' | 'starting' | 'waiting' | 'found' = 'idle';
  /** Why it came to nothing; null when it did not. */
  error: ChatError | null = null;
  /** Epoch ms until which the server takes no other try; null for no wait. */
  waitUntil: number | null = null;
  /** How many look for the same, the person among them; null while it is not known. */
  waiting: number | null = null;
  /** Whoever shares an interest would have come by now. */
  isForAnybody = false;
  private match: Match | null = null;
  private undo: (() => void) | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Grows with each search: what an earlier one brings is nobody's. */
  private turn = 0;

  /** @param onFound called once with the room in which they are */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly onFound: (roomId: string) => void,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.stop();
  }

  /** Begins to look. @param leave what is done first; when it fails nobody is looked for */
  async look(chat: Chat, wish: NonNullable<FindMatch>, leave: () => Promise<void>): Promise<void> {
    this.stop();
    const turn = ++this.turn;
    this.set('starting');
    try {
      await asSomebody(chat);
      await leave();
      const match = turn === this.turn ? await chat.match(wish) : null;
      if (match === null) return;
      if (turn !== this.turn) return void match.stop().catch(() => undefined);
      this.follow(match);
    } catch (thrown) {
      if (turn === this.turn) this.fail(thrown instanceof ChatError ? thrown : new ChatError({ code: 'other' }));
    }
  }

  /** Looks no more; a room that was found in this very moment is left. */
  stop(): void {
    this.turn++;
    const { match } = this;
    this.settle();
    if (match !== null) match.stop().catch(() => undefined);
    this.error = null;
    this.set('idle');
  }

  /** The room that was found is gone into: it is not left with the screen. @returns whether there is one */
  take(): boolean {
    if (this.status !== 'found') return false;
    this.settle();
    return true;
  }

  private follow(match: Match): void {
    this.match = match;
    this.set('waiting');
    this.timer = setTimeout(() => {
      this.isForAnybody = true;
      this.host.requestUpdate();
    }, anybodyAfterMs);
    this.undo = match.state.subscribe(({ status, roomId, error, waiting }) => {
      this.waiting = waiting;
      this.host.requestUpdate();
      if (status === 'matched' && roomId !== null) this.find(roomId);
      // On its way from one ticket to the next it is over for a moment, without an error.
      else if (status === 'ended' && error !== null) this.fail(error);
    });
  }

  private find(roomId: string): void {
    if (this.status === 'found') return;
    clearTimeout(this.timer);
    this.set('found');
    this.onFound(roomId);
  }

  private fail(error: ChatError): void {
    const { retryAfterMs = 0 } = error;
    this.settle();
    this.error = error;
    this.waitUntil = retryAfterMs > 0 ? Date.now() + retryAfterMs : null;
    this.set('idle');
  }

  private settle(): void {
    clearTimeout(this.timer);
    this.undo?.();
    this.undo = this.match = this.waiting = null;
    this.isForAnybody = false;
  }

  private set(status: MatchController['status']): void {
    if (status !== 'idle') this.error = this.waitUntil = null;
    this.status = status;
    this.host.requestUpdate();
  }
}

/** Leaves a room of strangers; one that is gone is left already. */
export async function leaveRoom(chat: Chat, roomId: string): Promise<void> {
  try {
    await chat.rooms.leave(roomId);
  } catch (error) {
    if (!(error instanceof ChatError) || (error.code !== 'room_not_found' && error.code !== 'not_member')) throw error;
  }
}
