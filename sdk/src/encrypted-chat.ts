import type { ChatCore } from './chat.js';
import type { Commands, Message } from './contract/index.js';
import type { Encryption } from './encryption.js';
import { ChatError, superseded } from './errors.js';
import type { Chat, Room } from './full-chat.js';
import { Opener } from './opener.js';
import type { OpenedMessage } from './opener.js';
import type { LiveRoom } from './room.js';
import { Sealer } from './sealer.js';
import type { RestRequest } from './transport/rest.js';
import { abortable } from './waiting.js';

/** Where a text goes that a person wrote into a room. */
const textPath = /^\/rooms\/([^/]+)\/(messages|scheduled-messages)(\/.*)?$/;
/** Where the text of a message that waits is changed: of which room it is, nobody says. */
const scheduledPath = /^\/me\/scheduled-messages\//;

/**
 * A chat that encrypts what is said and decrypts what is read. Everything that a chat says goes through its connection or its session:
 * there it is encrypted, so that no part of the chat can forget it.
 */
export function withEncryption(chat: Chat, core: ChatCore, pair: Encryption): Chat {
  const { connection, session } = core.parts;
  const sealer = new Sealer(pair, (id) => id === session.get().user?.id || id === session.mergedId);
  let generation = 0;
  session.onChange((change) => {
    if (change !== 'replaced') return;
    generation += 1;
    sealer.wipe();
  });

  const command = connection.command.bind(connection);
  connection.command = async (name: keyof Commands, input: Commands[typeof name]['input'], signal?: AbortSignal) => {
    if (name !== 'message:send') return command(name, input, signal);
    const { text = '', ...send } = input as Commands['message:send']['input'];
    const { link } = connection;
    const person = generation;
    const content = await sealer.contentOf(send.roomId, send.clientId, text, signal);
    // Meanwhile it may be another connection, and perhaps another person's. Where it is still to be sent, it is tried again.
    if (connection.link !== link || generation !== person)
      throw new ChatError({ code: 'network', detail: 'The connection was lost' });
    return readable(await command(name, { ...send, ...content }, signal), sealer);
  };

  const call = session.call.bind(session);
  session.call = async <T>(request: RestRequest): Promise<T> => {
    const person = generation;
    const sealed = await sealRequest(request, sealer);
    if (sealed === request) return call<T>(request);
    if (generation !== person) throw superseded();
    return readable(await call<Message>(sealed), sealer) as T;
  };

  return {
    ...chat,
    room(at) {
      const live = core.room(at);
      const room = chat.room(at);
      // The same ones each time.
      if (!live.read) {
        const ownText = (message: Message) => sealer.textOf(message);
        encryptRoom(room, live, new Opener(pair, ownText, () => live.redraw()), () => generation);
      }
      return room;
    },
  };
}

/** Encrypts what a request would say in a room. @throws ChatError encryption_failed | plain_text_only */
async function sealRequest(request: RestRequest, sealer: Sealer): Promise<RestRequest> {
  const { method, path, body, signal } = request;
  const [, room = '', list, one] = textPath.exec(path) ?? [];
  const { text, clientId, streaming, ...rest } = { ...(body as Partial<Record<string, unknown>>) };
  if (typeof text !== 'string') return request;
  if (scheduledPath.test(path)) throw plainTextOnly();
  if (list === undefined) return request;
  const roomId = decodeURIComponent(room);
  const isSend = method === 'POST' && list === 'messages' && one === undefined && streaming !== true;
  if (isSend && typeof clientId === 'string') {
    return { ...request, body: { ...rest, clientId, ...(await sealer.contentOf(roomId, clientId, text, signal)) } };
  }
  // A message that is only begun may have nothing in it yet.
  const { encrypted } = await abortable(sealer.seal(roomId, text.trim() === '' ? '.' : text), signal);
  if (!encrypted) return request;
  throw plainTextOnly();
}

const plainTextOnly = () =>
  new ChatError({ code: 'plain_text_only', detail: 'What is encrypted is sent at once, and stays as it is' });

/** The answer to what was sent from here, with its text. */
function readable(message: Message, sealer: Sealer): OpenedMessage {
  const text = sealer.textOf(message);
  return text === undefined ? message : { ...message, text, decryption: 'done' };
}

/** Decrypts whatever the room gives out, and what its threads do. */
function encryptRoom(room: Room, live: LiveRoom, opener: Opener, person: () => number): void {
  let known = person();
  const current = (): Opener => {
    if (known !== person()) opener.wipe();
    known = person();
    return opener;
  };
  const open = (message: Message): Promise<Message> => current().open(message);
  live.read = (messages, status) => current().draw(messages, status);
  /** Whoever does not wait need not catch it: it shows in the timeline. */
  const opened = (sent: Promise<Message>): Promise<Message> => {
    const message = sent.then(open);
    message.catch(() => undefined);
    return message;
  };
  // Threads send by it, too.
  const [send, retry] = [live.send.bind(live), live.retry.bind(live)];
  live.send = (...args) => opened(send(...args));
  live.retry = (...args) => opened(retry(...args));
  const raw = { ...room };
  room.messageAt = async (...args) => {
    const found = await raw.messageAt(...args);
    return { ...found, message: await open(found.message) };
  };
  room.pins = async (...args) => {
    const page = await raw.pins(...args);
    return { ...page, items: await Promise.all(page.items.map(open)) };
  };
  room.threads = async (...args) => {
    const page = await raw.threads(...args);
    const items = page.items.map(async (one) => ({ ...one, root: await open(one.root) }));
    return { ...page, items: await Promise.all(items) };
  };
}
