import { Manager } from 'socket.io-client';
import type { ManagerOptions, Socket } from 'socket.io-client';
import type { Commands, Events } from '../contract/index.js';
import { ChatError } from '../errors.js';
import type { ChatErrorInit } from '../errors.js';
import { located } from '../located.js';
import { abortable } from '../waiting.js';

/** What the owner of a {@link Link} is told. */
export type LinkListener = <E extends keyof Events>(name: E, event: Events[E]) => void;

/** One connection to the server. It does not come back once it is gone. */
export interface Link {
  /** Resolves when the connection is gone, whoever ended it. */
  readonly gone: Promise<void>;
  /**
   * Sends a command and waits for its acknowledgement.
   * @throws ChatError what the server refused it with; `network` or `timeout` when nothing is known of it. A command
   *   that is not answered in time ends the link: the other side may be dead without having said so.
   */
  command<C extends keyof Commands>(name: C, input: Commands[C]['input']): Promise<Commands[C]['reply']>;
  close(): void;
}

type Ack<T> = { ok: true; data: T } | { ok: false; error: ChatErrorInit };

const commandTimeoutMs = 15_000;

/** Most bytes of a command; the server closes the connection of a larger one without a word (`bodyMaxBytes` of the limits). */
const maxCommandBytes = 256 * 1024 - 1024;
const encoder = new TextEncoder();
const connectTimeoutMs = 20_000;

/**
 * Connects, by websocket and where that is blocked by polling, whose code only they load.
 * @param baseUrl the server's address without a trailing slash
 * @param signal gives up connecting with its reason
 * @throws ChatError the problem that refused the handshake, or `network`
 */
export async function openLink(
  baseUrl: string,
  auth: { key: string; token: string },
  onEvent: LinkListener,
  signal: AbortSignal,
): Promise<Link> {
  const open = (transports: ManagerOptions['transports']): Promise<Link> =>
    openBy(transports, baseUrl, auth, onEvent, signal);
  try {
    return await open(['websocket']);
  } catch (error) {
    if (!(error instanceof ChatError) || error.code !== 'network') throw error;
    const polling = await import('./polling.js').catch(() => undefined);
    if (!polling) throw error;
    return open([polling.Polling]);
  }
}

async function openBy(
  transports: ManagerOptions['transports'],
  baseUrl: string,
  auth: { key: string; token: string },
  onEvent: LinkListener,
  signal: AbortSignal,
): Promise<Link> {
  signal.throwIfAborted();
  const { origin, pathname } = new URL(baseUrl);
  const manager = new Manager(origin, {
    path: `${pathname.replace(/\/$/, '')}/socket.io/`,
    transports,
    // The connection loop decides when to try again, with a fresh token and one link at a time.
    reconnection: false,
    autoConnect: false,
    timeout: connectTimeoutMs,
  });
  const socket: Socket = manager.socket('/', { auth });
  const close = () => void socket.disconnect();
  socket.onAny((name: keyof Events, event: Events[typeof name]) => onEvent(name, located(event, baseUrl)));
  const gone = new Promise<void>((resolve) => socket.on('disconnect', () => resolve()));

  const connected = new Promise<void>((resolve, reject) => {
    socket.on('connect', resolve);
    socket.on('connect_error', (error: Error & { data?: ChatErrorInit }) => reject(refusalOf(error)));
    // Cut between the transport's opening and the answer to the handshake: no error is told then.
    socket.on('disconnect', () => reject(new ChatError({ code: 'network', detail: 'The connection was cut' })));
    socket.connect();
  });
  try {
    await abortable(connected, signal);
  } catch (error) {
    close();
    throw error;
  }

  return {
    gone,
    close,
    command: (name, input) =>
      new Promise((resolve, reject) => {
        if (!socket.connected) return reject(new ChatError({ code: 'network', detail: 'The connection was cut' }));
        if (encoder.encode(JSON.stringify(input)).length > maxCommandBytes) {
          return reject(
            new ChatError({ code: 'payload_too_large', status: 413, detail: 'It is too large to be sent' }),
          );
        }
        socket.timeout(commandTimeoutMs).emit(name, input, (lost: Error | null, ack: Ack<never>) => {
          if (lost) {
            const code = socket.connected ? 'timeout' : 'network';
            close();
            reject(new ChatError({ code, detail: 'No answer came', cause: lost }));
          } else if (ack.ok) resolve(located(ack.data, baseUrl));
          else reject(new ChatError(ack.error));
        });
      }),
  };
}

const refusalOf = (error: Error & { data?: ChatErrorInit }): ChatError =>
  error.data?.code
    ? new ChatError(error.data)
    : new ChatError({ code: 'network', detail: 'The server was not reached', cause: error });
