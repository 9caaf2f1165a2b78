import type { Connection } from './connection.js';
import type { Message, SendMessage } from './contract/index.js';
import { ChatError, superseded, toChatError } from './errors.js';
import type { RoomFeed } from './room-feed.js';
import type { SessionKeeper } from './session-keeper.js';
import type { Log } from './timeline/log.js';
import { acknowledge, discard, enqueue, nextToSend, reassign, restore, settle, update } from './timeline/outbox.js';
import type { Content, Outbox, Outgoing, UnsentMessage } from './timeline/outbox.js';
import { path } from './transport/rest.js';
import { abortable, backoffMs, Nudge } from './waiting.js';

const cutPauseMs = 20;

type Outcome = { message: Message } | { error: Error };

/**
 * Sends a room's messages, one at a time so that their order is kept, each under one clientId until the server has
 * answered or the log shows it.
 */
export class RoomSender {
  outbox: Outbox = [];
  readonly #feed: RoomFeed;
  readonly #session: SessionKeeper;
  readonly #connection: Connection;
  readonly #onChange: () => void;
  readonly #nudge = new Nudge();
  readonly #waiting = new Map<string, ((outcome: Outcome) => void)[]>();
  #isRunning = false;
  #attempt = 0;
  /** The clientId of the last try, and what ends it when it is not to be sent any more: only before it has left. */
  #tried = '';
  #giveUp = new AbortController();

  constructor(feed: RoomFeed, session: SessionKeeper, connection: Connection, onChange: () => void) {
    this.#feed = feed;
    this.#session = session;
    this.#connection = connection;
    this.#onChange = onChange;
  }

  /** Something is on its way. */
  get isSending(): boolean {
    return nextToSend(this.outbox) !== undefined;
  }

  /** Puts a message in the queue. A clientId that is already on its way is not sent twice. */
  send(content: Content & Pick<Outgoing, 'clientId'>, signal?: AbortSignal): Promise<Message> {
    const { clientId } = content;
    const known = this.#find(clientId);
    if (!known && this.#isShown(clientId)) return this.#ask(bodyOf(content), signal);
    const sent = new Promise<Message>((resolve, reject) => {
      const settled = (outcome: Outcome) => ('message' in outcome ? resolve(outcome.message) : reject(outcome.error));
      this.#waiting.set(clientId, [...(this.#waiting.get(clientId) ?? []), settled]);
    });
    if (known?.status !== 'sending') {
      const createdAt = new Date().toISOString();
      this.#set(enqueue(this.outbox, { ...content, authorId: known?.authorId, createdAt }));
    }
    const answer = abortable(sent, signal);
    answer.catch(() => {
      if (signal?.aborted)
        this.#refuse(clientId, new ChatError({ code: 'aborted', detail: 'Given up' }), signal.reason as Error);
    });
    this.#feed.wake();
    if (!this.#isRunning) void this.#run();
    return answer;
  }

  /** Takes what another page had not sent, to be sent by `retry`. */
  restore(unsent: readonly UnsentMessage[]): void {
    this.#set(restore(this.outbox, unsent, new ChatError({ code: 'interrupted', detail: 'The page was left' })));
  }

  /** Sends a failed message again. */
  retry(clientId: string): Promise<Message> {
    const outgoing = this.#find(clientId);
    if (!outgoing) {
      return Promise.reject(new ChatError({ code: 'message_not_found', status: 404, detail: 'No such message' }));
    }
    return outgoing.message ? Promise.resolve(outgoing.message) : this.send(outgoing);
  }

  /** Removes a failed message. */
  discard(clientId: string): void {
    if (this.#find(clientId)?.status === 'failed') this.#set(discard(this.outbox, clientId));
  }

  /** Takes out what the log shows, and goes on where it waited for the room. */
  onLog(log: Log): void {
    const userId = this.#session.get().user?.id;
    const { outbox, committed } = settle(reassign(this.outbox, this.#session.mergedId, userId), log, userId);
    this.outbox = outbox;
    this.#checkTry();
    for (const message of committed) this.#finish(message.clientId, { message });
    this.#nudge.now();
  }

  /** Everything still on its way has failed. */
  refuseAll(error: ChatError): void {
    for (const { clientId, status } of this.outbox) if (status === 'sending') this.#refuse(clientId, error);
    this.#nudge.now();
  }

  /** Forgets everything: it is somebody's who is not here any more. What the server has already, it keeps. */
  wipe(): void {
    const error = superseded();
    const { outbox } = this;
    this.outbox = [];
    this.#checkTry();
    for (const { clientId } of outbox) this.#finish(clientId, { error });
    this.#nudge.now();
  }

  /** The log has a message of this person under that clientId. */
  #isShown(clientId: string): boolean {
    const userId = this.#session.get().user?.id;
    return this.#feed.log.messages.some((message) => message.clientId === clientId && message.authorId === userId);
  }

  /** What a used clientId gets: the message that it has, or a refusal. Nothing new is shown. */
  #ask(body: SendMessage, signal?: AbortSignal): Promise<Message> {
    const at = path`/rooms/${this.#feed.roomId ?? ''}/messages`;
    return this.#session.call({ method: 'POST', path: at, body, isRepeatable: true, signal });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let next = nextToSend(this.outbox); next; next = nextToSend(this.outbox)) {
      const waitMs = (next.retryAtMs ?? 0) - Date.now();
      if (waitMs > 0) await this.#nudge.wait(waitMs);
      else await this.#try(next);
    }
    this.#isRunning = false;
  }

  async #try(next: Outgoing): Promise<void> {
    const { clientId } = next;
    let isTried = false;
    let signal: AbortSignal | undefined;
    try {
      await this.#session.requireToken();
      // Wiped meanwhile: it must not go out in another person's name.
      const outgoing = this.#find(clientId);
      if (outgoing?.status !== 'sending') return;
      if (!this.#feed.isOpen || !this.#feed.roomId) return await this.#nudge.wait();
      const userId = this.#session.get().user?.id;
      // It may have been committed in that person's name: sent again in this one's it would be there twice.
      if (outgoing.authorId && outgoing.authorId !== userId)
        throw new ChatError({ code: 'forbidden', status: 403, detail: 'Another session' });
      this.#tried = clientId;
      this.#giveUp = new AbortController();
      signal = this.#giveUp.signal;
      this.#set(update(this.outbox, clientId, { authorId: userId, error: undefined, retryAtMs: undefined }));
      isTried = true;
      const input = { roomId: this.#feed.roomId, ...bodyOf(outgoing) };
      const message = await this.#connection.command('message:send', input, signal);
      this.#attempt = 0;
      this.#finish(clientId, { message });
      this.#set(acknowledge(this.outbox, clientId, message));
    } catch (thrown) {
      // It has not left, and what became of it was said: it may even be on its way anew.
      if (signal?.aborted && thrown === signal.reason) return;
      const error = toChatError(thrown);
      if (!error.retryable) return this.#refuse(clientId, error);
      // Without an answer the connection is gone, and it goes on as soon as the room is open on the next one.
      const isCut = isTried && error.status === 0;
      const waitMs = isCut ? cutPauseMs : Math.max(error.retryAfterMs ?? 0, backoffMs(this.#attempt++));
      this.#set(update(this.outbox, clientId, { error, retryAtMs: Date.now() + waitMs }));
    }
  }

  #refuse(clientId: string, error: ChatError, reason: Error = error): void {
    this.#set(update(this.outbox, clientId, { status: 'failed', error, retryAtMs: undefined }));
    this.#finish(clientId, { error: reason });
  }

  #finish(clientId: string, outcome: Outcome): void {
    const waiting = this.#waiting.get(clientId) ?? [];
    this.#waiting.delete(clientId);
    for (const settled of waiting) settled(outcome);
  }

  #find(clientId: string): Outgoing | undefined {
    return this.outbox.find((outgoing) => outgoing.clientId === clientId);
  }

  #set(outbox: Outbox): void {
    this.outbox = outbox;
    this.#checkTry();
    this.#onChange();
  }

  #checkTry(): void {
    if (this.#find(this.#tried)?.status !== 'sending') this.#giveUp.abort();
  }
}

const bodyOf = ({ clientId, text, replyTo, mentions, threadId }: Content & { clientId: string }): SendMessage => ({
  clientId,
  text,
  replyTo: replyTo?.messageId,
  mentions,
  threadId,
});
