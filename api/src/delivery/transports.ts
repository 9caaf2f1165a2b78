import type { ParleyServer, ParleySocket } from './socket-contract.js';

/** One Engine.IO connection: what carries a socket, by websocket or polling. */
export type Connection = ParleySocket['conn'];

/** The TCP socket of a websocket. */
interface Raw {
  readonly bytesWritten: number;
  readonly writableLength: number;
  /** `writelen`: how long the write is that the kernel is taking, in bytes. */
  readonly _writableState?: { readonly writelen?: number };
  /** `writeQueueSize`: what it has not taken of that write. */
  readonly _handle?: { readonly writeQueueSize?: number } | null;
}

/** What there is of a connection beside its declared type, and is read here only. */
interface Inside {
  readonly transport: {
    readonly name: string;
    /** Of polling: how long an orderly close waits for the next poll, in milliseconds. */
    closeTimeout?: number;
    /** Of websocket. */
    readonly socket?: {
      readonly bufferedAmount: number;
      readonly _socket?: Raw | null;
      /** How long it waits for the client's farewell, in milliseconds. */
      _closeTimeout?: number;
      terminate(): void;
      listeners(event: 'error'): ((error: Error) => void)[];
      off(event: 'error', listener: (error: Error) => void): void;
    };
  };
  readonly writeBuffer: readonly { data?: unknown; options?: { wsPreEncodedFrame?: readonly Buffer[] } }[];
}

const inside = (connection: Connection): Inside => connection as unknown as Inside;

/** A close that the client does not answer waits no longer than this, in milliseconds. */
const farewellMs = 1_000;

/** Every open connection of the server, also those whose client has not said yet who it is. */
export function connectionsOf(io: ParleyServer): Connection[] {
  return Object.values((io.engine as unknown as { clients: Record<string, Connection> }).clients);
}

/**
 * What waits in this process to be sent, in bytes, the frames that Engine.IO holds back and those that the kernel does
 * not take; texts count as one byte a character. What the kernel took is not ours any more.
 */
export function unsentBytes(connection: Connection): number {
  const { transport, writeBuffer } = inside(connection);
  let bytes = (transport.socket?.bufferedAmount ?? 0) - takenBytes(transport.socket?._socket);
  for (const { data, options } of writeBuffer) {
    if (options?.wsPreEncodedFrame) for (const part of options.wsPreEncodedFrame) bytes += part.length;
    else if (typeof data === 'string') bytes += data.length;
    else bytes += 1;
  }
  return bytes;
}

/** How far the sending has come: something was sent when either of the two is another one than before. */
export interface Progress {
  /** What has waited longest in Engine.IO. */
  readonly first: unknown;
  /** What the kernel took so far, in bytes; by polling always 0, since an answer takes all that waits. */
  readonly sentBytes: number;
}

export function progressOf(connection: Connection): Progress {
  const { transport, writeBuffer } = inside(connection);
  const raw = transport.socket?._socket;
  return { first: writeBuffer[0], sentBytes: raw ? raw.bytesWritten - raw.writableLength + takenBytes(raw) : 0 };
}

/** What the kernel took of a write that it has not taken whole; to Node's streams all of it waits until then. */
function takenBytes(raw: Raw | null | undefined): number {
  const { writelen = 0 } = raw?._writableState ?? {};
  const { writeQueueSize = writelen } = raw?._handle ?? {};
  return Math.max(0, writelen - writeQueueSize);
}

/** Ends a connection at once, whatever waits to be sent over it. */
export function cut(connection: Connection): void {
  const { socket } = inside(connection).transport;
  if (socket) socket.terminate();
  else connection.close(true);
}

/** Makes a connection that is closed go away soon also when its client says nothing; the default is half a minute. */
export function shortenFarewell(connection: Connection): void {
  const { transport } = inside(connection);
  if (transport.socket) transport.socket._closeTimeout = farewellMs;
  else transport.closeTimeout = farewellMs;
}

/** Lets go of what only the handshake needed: the request of each socket weighs as much as everything else of it. */
export function forgetRequest(socket: ParleySocket): void {
  Object.assign(socket.handshake, { headers: nothing, auth: nothing, query: nothing, url: '', time: '' });
  (socket.conn as { request: unknown }).request = null;
  const { socket: websocket } = inside(socket.conn).transport;
  // Engine.IO's listener for the time before the upgrade stays, and keeps the request with it.
  const upgrading = websocket?.listeners('error').find(({ name }) => name === 'onUpgradeError');
  if (upgrading) websocket?.off('error', upgrading);
}

const nothing = Object.freeze({});
