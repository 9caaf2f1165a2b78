import { io, type Socket } from 'socket.io-client';
import { SocketError } from '../../src/common/errors/problem.js';
import type { Changes } from '../../src/delivery/changes.schema.js';
import { type Command, commands, events } from '../../src/delivery/socket-contract.js';
import type { PresenceState } from '../../src/presence/presence.schema.js';
import { testServerUrl } from './environment.js';

/** An acknowledgement as it came over the wire. */
export interface RawAck<Data = Record<string, unknown>> {
  ok: boolean;
  data: Data;
  error: { code: string; title: string; detail: string; status: number; errors?: { path: string; message: string }[] };
}

/**
 * A plain Socket.IO connection, as somebody without our SDK makes it. Everything it hears is held against the contract.
 * Close it with `close()`.
 */
export class RawSocket {
  /** Every `changes` frame, in order of arrival. */
  readonly frames: Changes[] = [];
  /** Who is here, which is told whenever it is found out. */
  readonly presences: PresenceState[] = [];
  /** Every other event, in order of arrival. */
  readonly told: { name: string; payload: unknown }[] = [];

  constructor(readonly socket: Socket) {
    socket.onAny((name: string, payload: unknown) => {
      if (!(name in events)) throw new Error(`the event ${name} is not in the contract`);
      events[name as keyof typeof events].payload.parse(payload);
      if (name === 'changes') this.frames.push(payload as Changes);
      else if (name === 'presence') this.presences.push(payload as PresenceState);
      else this.told.push({ name, payload });
    });
  }

  /** One command, and its acknowledgement. */
  async ask<Data = Record<string, unknown>>(command: string, ...payload: unknown[]): Promise<RawAck<Data>> {
    const ack = (await this.socket.timeout(10_000).emitWithAck(command, ...payload)) as RawAck<Data>;
    if (!ack.ok) SocketError.parse(ack.error);
    else commands[command as Command].reply.parse(ack.data);
    return ack;
  }

  close(): void {
    this.socket.disconnect();
  }
}

/** What the handshake carries. */
export interface SocketOptions {
  auth?: Record<string, unknown>;
  origin?: string;
  transports?: ('websocket' | 'polling')[];
  url?: string;
  namespace?: string;
  headers?: Record<string, string>;
}

/** Connects; rejects with the `connect_error`, whose `data` is the problem. */
export function connect({
  auth = {},
  origin,
  transports = ['websocket'],
  url,
  namespace = '',
  headers = {},
}: SocketOptions): Promise<RawSocket> {
  const socket = io(`${url ?? testServerUrl()}${namespace}`, {
    auth,
    transports,
    reconnection: false,
    forceNew: true,
    extraHeaders: { ...headers, ...(origin ? { Origin: origin } : {}) },
  });
  const raw = new RawSocket(socket);
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(raw));
    socket.once('connect_error', (error) => {
      socket.disconnect();
      reject(error);
    });
  });
}
