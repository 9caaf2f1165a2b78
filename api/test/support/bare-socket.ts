import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { Problem } from '../../src/common/errors/problem.js';
import type { RawAck } from './socket.js';

/** A handshake that was refused. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

/**
 * A Socket.IO connection by hand over a TCP socket (Engine.IO 4, websocket): so light that one process holds thousands,
 * and as rude as a test wants it, for it can be paused and reset.
 */
export class BareSocket {
  /** Hears every event. */
  onEvent: (name: string, payload: unknown) => void = () => undefined;
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>;
  private readonly acks = new Map<number, (ack: RawAck) => void>();
  private rest: Buffer = Buffer.alloc(0);
  private commands = 0;

  private constructor(readonly tcp: Socket) {
    this.closed = new Promise((resolve) => tcp.once('close', () => resolve()));
    // The reason does not matter here: closed is closed.
    tcp.on('error', () => undefined);
  }

  /** An open websocket that says nothing. */
  static async open(url: string): Promise<BareSocket> {
    const { hostname, port } = new URL(url);
    const tcp = connect(Number(port), hostname);
    const socket = new BareSocket(tcp);
    tcp.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\n` +
        `Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    );
    await socket.upgraded();
    return socket;
  }

  /** A socket that was let in. @throws Refused, or an error when the connection was cut before */
  static async connect(url: string, auth: { key: string; token: string }): Promise<BareSocket> {
    const socket = await BareSocket.open(url);
    const connected = new Promise<void>((resolve, reject) => {
      socket.onPacket = (packet) => {
        if (packet.startsWith('40')) resolve();
        else if (packet.startsWith('44')) reject(new Refused((JSON.parse(packet.slice(2)) as { data: Problem }).data));
      };
      void socket.closed.then(() => reject(new Error('cut')));
    });
    socket.send(`40${JSON.stringify(auth)}`);
    await connected;
    socket.onPacket = (packet) => socket.take(packet);
    return socket;
  }

  /** One command, and its acknowledgement. @throws when the connection is cut before it came */
  ask<Data = Record<string, unknown>>(command: string, payload: unknown): Promise<RawAck<Data>> {
    const id = (this.commands += 1);
    return new Promise((resolve, reject) => {
      this.acks.set(id, resolve as (ack: RawAck) => void);
      void this.closed.then(() => reject(new Error('cut')));
      this.send(`42${id}${JSON.stringify([command, payload])}`);
    });
  }

  /** Ends it as a broken cable does. */
  reset(): void {
    this.tcp.resetAndDestroy();
  }

  private onPacket: (packet: string) => void = () => undefined;

  private take(packet: string): void {
    const [, type, id, json = ''] = /^4([23])(\d*)(.*)$/s.exec(packet) ?? [];
    if (type === '3') {
      const [ack] = JSON.parse(json) as [RawAck];
      this.acks.get(Number(id))?.(ack);
      this.acks.delete(Number(id));
    } else if (type === '2') {
      const [name, payload] = JSON.parse(json) as [string, unknown];
      this.onEvent(name, payload);
    }
  }

  private upgraded(): Promise<void> {
    return new Promise((resolve, reject) => {
      void this.closed.then(() => reject(new Error('cut')));
      this.tcp.once('data', (bytes) => {
        const head = bytes.indexOf('\r\n\r\n');
        if (!bytes.toString('latin1').startsWith('HTTP/1.1 101')) reject(new Error(bytes.toString('latin1', 0, head)));
        this.tcp.on('data', (more) => this.read(more));
        this.read(bytes.subarray(head + 4));
        resolve();
      });
    });
  }

  private read(bytes: Buffer): void {
    this.rest = this.rest.length > 0 ? Buffer.concat([this.rest, bytes]) : bytes;
    for (let frame = firstFrame(this.rest); frame; frame = firstFrame(this.rest)) {
      this.rest = this.rest.subarray(frame.end);
      const packet = frame.payload.toString('utf8');
      if (packet === '2') this.send('3');
      else if (frame.opcode === 1) this.onPacket(packet);
    }
  }

  /** One masked text frame (RFC 6455, section 5.2); the mask is zero, which changes nothing. */
  private send(text: string): void {
    const payload = Buffer.from(text);
    const head =
      payload.length < 126
        ? Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0])
        : Buffer.from([0x81, 0xfe, payload.length >> 8, payload.length & 0xff, 0, 0, 0, 0]);
    this.tcp.write(Buffer.concat([head, payload]));
  }
}

/** The first whole frame of an unmasked stream. */
function firstFrame(bytes: Buffer): { opcode: number; payload: Buffer; end: number } | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < start) return undefined;
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const end = start + length;
  if (bytes.length < end) return undefined;
  return { opcode: bytes.readUInt8(0) & 0x0f, payload: bytes.subarray(start, end), end };
}
