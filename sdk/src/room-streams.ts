import type { Connection, ConnectionListener } from './connection.js';
import type { Events, Message, OpenedRoom } from './contract/index.js';
import { messageAt } from './message-at.js';
import type { LiveRoom } from './room.js';
import type { SessionKeeper } from './session-keeper.js';
import { grow, learn, noGrowth, settleGrowth, streaming } from './timeline/growth.js';
import type { Growth } from './timeline/growth.js';
import type { Log } from './timeline/log.js';
import type { Timeline } from './timeline/view.js';
import type { Link } from './transport/socket.js';

/** One message is asked for at most once in this time. */
const askEveryMs = 1_000;

/** Shows messages of one room growing while they are written. Listens only while the room is live and has such messages. */
export class RoomStreams implements ConnectionListener {
  /** The room is kept open by its timeline; this one only listens. */
  readonly roomId = undefined;
  readonly #room: LiveRoom;
  readonly #session: SessionKeeper;
  readonly #connection: Connection;
  #growth: Growth = noGrowth;
  #detach: (() => void) | null = null;
  /** The log that was drawn last. */
  #drawnLog: Log | undefined;
  /** The connection on which it came. */
  #drawnOn: Link | null = null;
  /** By message as it was to be drawn: the same text is the same object. */
  #drawn = new WeakMap<Message, Message>();
  /** By message id: when it was asked for last, and when it will be. */
  readonly #askedAtMs = new Map<string, number>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(room: LiveRoom, session: SessionKeeper, connection: Connection) {
    this.#room = room;
    this.#session = session;
    this.#connection = connection;
  }

  /** @param drawn the log with what else is drawn over it @returns that with what has grown */
  draw(log: Log, drawn: Log, status: Timeline['status']): Log {
    const open = streaming(log);
    const isWanted = open.length > 0 && status !== 'idle';
    const { link } = this.#connection;
    const isNews = log !== this.#drawnLog;
    // What was told between the room's opening on this connection and now, nobody here has heard.
    const isOpened = isNews && link !== this.#drawnOn && !this.#detach;
    this.#drawnLog = log;
    if (isNews) this.#drawnOn = link;
    if (isWanted) this.#detach ??= this.#connection.attach(this);
    else this.#stop();
    this.#growth = settleGrowth(this.#growth, log);
    // Whoever reads without a connection is told nothing in between.
    if (isWanted && isNews && (isOpened || !link)) this.#askForAll();
    return this.drawGrown(drawn);
  }

  /** @returns a log with what has grown of its messages, as it is known now */
  drawGrown(drawn: Log): Log {
    const { texts } = this.#growth;
    if (Object.keys(texts).length === 0) return drawn;
    return { ...drawn, messages: drawn.messages.map((message) => this.#drawOne(message, texts[message.id])) };
  }

  onEvent(name: keyof Events, event: Events[keyof Events]): void {
    if (name !== 'message:delta') return;
    const delta = event as Events['message:delta'];
    if (delta.roomId !== this.#room.roomId) return;
    const { growth, isMissing } = grow(this.#growth, this.#room.log, delta);
    this.#set(growth);
    if (isMissing) this.#ask(delta.messageId);
  }

  /** What was told while the connection was away is told no more. */
  onOpened({ room }: OpenedRoom): void {
    if (room.id === this.#room.roomId) this.#askForAll();
  }

  #set(growth: Growth): void {
    if (growth === this.#growth) return;
    this.#growth = growth;
    this.#room.redraw();
  }

  #drawOne(message: Message, text: string | undefined): Message {
    if (text === undefined) return message;
    const known = this.#drawn.get(message);
    if (known?.text === text) return known;
    const grown = { ...message, text };
    this.#drawn.set(message, grown);
    return grown;
  }

  #askForAll(): void {
    for (const { id } of streaming(this.#room.log)) this.#ask(id);
  }

  #ask(id: string): void {
    if (this.#timers.has(id)) return;
    const waitMs = (this.#askedAtMs.get(id) ?? 0) + askEveryMs - Date.now();
    this.#timers.set(
      id,
      setTimeout(() => void this.#fetch(id), Math.max(0, waitMs)),
    );
  }

  async #fetch(id: string): Promise<void> {
    this.#timers.delete(id);
    const { log, roomId } = this.#room;
    const message = streaming(log).find((one) => one.id === id);
    if (!message || !roomId) return;
    this.#askedAtMs.set(id, Date.now());
    try {
      const found = await messageAt(this.#session, roomId, message.seq);
      const now = this.#room.log;
      if (found?.message.id === id && now.epoch === log.epoch) this.#set(learn(this.#growth, now, found.message));
    } catch {
      // The next hint asks again, and the end brings the whole.
    }
  }

  #stop(): void {
    this.#detach?.();
    this.#detach = null;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#askedAtMs.clear();
  }
}
