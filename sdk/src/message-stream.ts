import type { CallOptions } from './chat.js';
import type { Appended, Message, SendMessage } from './contract/index.js';
import { ChatError } from './errors.js';
import { messageAt } from './message-at.js';
import type { RestCaller } from './rooms.js';
import { codePoints } from './timeline/growth.js';
import { path } from './transport/rest.js';
import { backoffMs, Nudge, sleep } from './waiting.js';

/** A message that is being written. */
export interface MessageStream {
  /** As it was begun. */
  readonly message: Message;
  /**
   * Writes on. Nothing waits for it: what is appended in quick succession goes out together, a few times a second.
   * @throws ChatError what an earlier part was refused with: there is no use in going on
   */
  append(delta: string): void;
  /**
   * Ends the message with what is left. Also the second time.
   * @returns the message as it is now; deleted when nothing that can be seen was written
   * @throws ChatError what a part was refused with; what was there before it stays
   */
  end(): Promise<Message>;
}

/** Least time between two requests of one message. */
const everyMs = 200;
/** A message that is only thought about is kept open: the server closes what is silent for 60 seconds. */
const keepOpenEveryMs = 20_000;
/** For so long it is tried to reach the server again; then its message is closed anyway. */
const giveUpAfterMs = 55_000;

/** Begins a message. @throws ChatError what the server refuses it with */
export async function beginMessage(
  caller: RestCaller,
  roomId: string,
  body: Omit<SendMessage, 'streaming'>,
  { signal, isKeptOpen = false }: CallOptions & { isKeptOpen?: boolean } = {},
): Promise<MessageStream> {
  const at = path`/rooms/${roomId}/messages`;
  const message = await caller.call<Message>({
    method: 'POST',
    path: at,
    body: { ...body, streaming: true },
    isRepeatable: true,
    signal,
  });
  return new Writing(caller, message, { signal, isKeptOpen });
}

/** What the server takes: halves of characters, and U+0000, are no text. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd').replaceAll('\0', '\ufffd');

class Writing implements MessageStream {
  readonly message: Message;
  readonly #caller: RestCaller;
  readonly #signal: AbortSignal | undefined;
  readonly #isKeptOpen: boolean;
  readonly #nudge = new Nudge();
  #pending = '';
  /** Code points that the server has. */
  #offset: number;
  #hasBlanksOnly: boolean;
  #failure: Error | undefined;
  #running: Promise<void> | undefined;
  #ended: Promise<Message> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    caller: RestCaller,
    message: Message,
    { signal, isKeptOpen }: { signal: AbortSignal | undefined; isKeptOpen: boolean },
  ) {
    this.#caller = caller;
    this.message = message;
    this.#signal = signal;
    this.#isKeptOpen = isKeptOpen;
    this.#offset = codePoints(message.text);
    this.#hasBlanksOnly = message.text.trim() === '';
    this.#keepOpen();
  }

  append(delta: string): void {
    if (this.#failure) throw this.#failure;
    if (this.#ended) throw new ChatError({ code: 'not_streaming', status: 409, detail: 'The message has ended' });
    this.#pending += delta;
    this.#start();
  }

  end(): Promise<Message> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #end(): Promise<Message> {
    clearTimeout(this.#timer);
    this.#nudge.now();
    await this.#running;
    const failure = this.#failure;
    const rest = failure ? '' : wellFormed(this.#pending);
    try {
      await this.#send(rest, true);
    } catch (error) {
      // Of one in which there is nothing to see nothing is left, also where only the answer was lost.
      const isGone = (error as ChatError).code === 'message_deleted' && this.#hasBlanksOnly && rest.trim() === '';
      if (!isGone) throw failure ?? error;
    }
    if (failure) throw failure;
    return this.#read();
  }

  /** Does what there is to do, one thing at a time. */
  #start(): void {
    if (this.#running || this.#failure || this.#ended || this.#whole === '') return;
    clearTimeout(this.#timer);
    this.#follow(this.#run());
  }

  /** What runs now, and then what has gathered meanwhile. */
  #follow(running: Promise<void>): void {
    this.#running = running.finally(() => {
      this.#running = undefined;
      this.#keepOpen();
      this.#start();
    });
  }

  /** What has gathered; the first half of a character waits for the second one. */
  get #whole(): string {
    return this.#pending.replace(/[\ud800-\udbff]$/, '');
  }

  /** Sends what has gathered, until there is no more. */
  async #run(): Promise<void> {
    while (!this.#failure && !this.#ended && this.#whole !== '') {
      const whole = this.#whole;
      try {
        await this.#send(wellFormed(whole), false);
        this.#pending = this.#pending.slice(whole.length);
      } catch (error) {
        this.#failure = error as Error;
      }
      await this.#nudge.wait(everyMs);
    }
  }

  /** One part, until the server has it: said again, under the same offset, it is there once. */
  async #send(delta: string, done: boolean): Promise<void> {
    const { roomId, id } = this.message;
    const body = { delta, offset: this.#offset, done };
    const request = { method: 'PATCH', path: path`/rooms/${roomId}/messages/${id}/append`, body } as const;
    const untilMs = Date.now() + giveUpAfterMs;
    for (let attempt = 0; ; attempt++) {
      try {
        await this.#caller.call<Appended>({ ...request, signal: done ? undefined : this.#signal });
        this.#offset += codePoints(delta);
        if (delta.trim() !== '') this.#hasBlanksOnly = false;
        return;
      } catch (error) {
        if (!(error instanceof ChatError) || !error.retryable) throw error;
        const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs(attempt));
        if (Date.now() + waitMs > untilMs) throw error;
        await sleep(waitMs, done ? undefined : this.#signal);
      }
    }
  }

  #keepOpen(): void {
    if (!this.#isKeptOpen || this.#ended || this.#failure) return;
    this.#timer = setTimeout(() => {
      // What is wrong shows when something is appended.
      this.#follow(this.#send('', false).catch(() => undefined));
    }, keepOpenEveryMs);
  }

  async #read(): Promise<Message> {
    const { roomId, id, seq } = this.message;
    const found = await messageAt(this.#caller, roomId, seq);
    if (found?.message.id !== id)
      throw new ChatError({ code: 'message_not_found', status: 404, detail: 'There is no such message' });
    return found.message;
  }
}
