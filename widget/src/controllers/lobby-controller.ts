import { ChatError } from '@parley/sdk';
import type { Chat, RoomInfo } from '@parley/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** What was answered last, and to whom: who comes back need not wait. */
const answers = new WeakMap<Chat, { personId: string | undefined; room: RoomInfo | null }>();

/** Asks for the room that everyone is offered first, and again when the network or the person comes back without it. */
export class LobbyController implements ReactiveController {
  /** Null while it is not known, or where there is none. */
  room: RoomInfo | null = null;
  /** It was not to be had, which says nothing of whether there is one. */
  hasFailed = false;
  /** There was an answer, or one from before. */
  isAnswered = false;
  private chat: Chat | null = null;
  private ending: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('online', this.onBack);
    document.addEventListener('visibilitychange', this.onBack);
    this.onBack();
  }

  hostDisconnected(): void {
    removeEventListener('online', this.onBack);
    document.removeEventListener('visibilitychange', this.onBack);
    this.cancel();
  }

  /** Asks as the person of this client. A place without a lobby, or one that visitors may not read, offers none. */
  follow(chat: Chat): void {
    this.chat = chat;
    const last = answers.get(chat);
    const known = last?.personId === chat.session.get().user?.id ? last : undefined;
    this.isAnswered = known !== undefined;
    this.room = known?.room ?? null;
    this.hasFailed = false;
    void this.ask();
  }

  /** Asks again. @returns whether there is one */
  async ask(): Promise<boolean> {
    const { chat } = this;
    this.cancel();
    if (chat === null) return false;
    const { signal } = (this.ending = new AbortController());
    try {
      this.room = await chat.rooms.bySlug('lobby', { signal });
      this.hasFailed = false;
    } catch (thrown) {
      if (signal.aborted) return false;
      const error = thrown instanceof ChatError ? thrown : null;
      this.hasFailed = error === null || error.retryable || error.status >= 500;
      // It is there no more, or not for this person.
      if (!this.hasFailed) this.room = null;
      if (error?.retryAfterMs) this.timer = setTimeout(() => void this.ask(), error.retryAfterMs);
    }
    answers.set(chat, { personId: chat.session.get().user?.id, room: this.room });
    this.isAnswered = true;
    this.host.requestUpdate();
    return this.room !== null;
  }

  private cancel(): void {
    this.ending?.abort();
    clearTimeout(this.timer);
  }

  private readonly onBack = (): void => {
    if (this.room === null && !document.hidden) void this.ask();
  };
}
