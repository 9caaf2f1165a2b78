import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { eventually } from './eventually.js';

/** What a websocket frame carries (RFC 6455, section 5.2). */
export const opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** How a connection ended. */
export interface Ended {
  /** The code of the server's close frame; undefined when it cut the connection without one. */
  code: number | undefined;
}

/**
 * A websocket whose every frame is written by hand, for what no client library sends. It answers nothing by itself:
 * neither the pings of Engine.IO nor the farewell of the server, whose close frame counts as the end.
 */
export class RawWebSocket {
  /** Every text that came, in order. */
  readonly texts: string[] = [];
  /** Resolves when the server ended it. */
  readonly ended: Promise<Ended>;
  private rest: Buffer = Buffer.alloc(0);
  private end: (ended: Ended) => void = () => undefined;

  private constructor(private readonly tcp: Socket) {
    this.ended = new Promise((resolve) => (this.end = resolve));
    tcp.on('close', () => this.end({ code: undefined })).on('error', () => undefined);
  }

  /** An open transport that has not said who it is. @throws Error when the upgrade is refused */
  static async open(url: string): Promise<RawWebSocket> {
    const { hostname, port } = new URL(url);
    const tcp = connect(Number(port), hostname);
    const socket = new RawWebSocket(tcp);
    tcp.write(
      [
        'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
        `Host: ${hostname}:${port}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
        '\r\n',
      ].join('\r\n'),
    );
    await new Promise<void>((resolve, reject) => {
      let head = Buffer.alloc(0);
      const read = (bytes: Buffer): void => {
        head = Buffer.concat([head, bytes]);
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        tcp.off('data', read).on('data', (more) => socket.read(more));
        if (!head.toString('latin1').startsWith('HTTP/1.1 101')) return reject(new Error(head.toString('latin1')));
        socket.read(head.subarray(end + 4));
        resolve();
      };
      tcp.on('data', read).once('close', () => reject(new Error('the upgrade was cut')));
    });
    return socket;
  }

  /** One that was let in. @param auth as in the handshake */
  static async connect(url: string, auth: { key: string; token: string }): Promise<RawWebSocket> {
    const socket = await RawWebSocket.open(url);
    socket.text(`40${JSON.stringify(auth)}`);
    await socket.hears(/^40\{/);
    return socket;
  }

  /** Waits for a text that matches; answers the first. */
  hears(pattern: RegExp): Promise<string> {
    return eventually(() => {
      const found = this.texts.find((text) => pattern.test(text));
      if (found === undefined) throw new Error(`${pattern} did not come, but: ${this.texts.join('\n')}`);
      return found;
    });
  }

  /** Sends a whole text. */
  text(text: string): void {
    this.frame(opcode.text, Buffer.from(text));
  }

  /** Sends one frame, masked with zeros, which change nothing. @param isLast whether the message ends with it */
  frame(kind: number, payload: Buffer, isLast = true): void {
    this.tcp.write(frameOf(kind, payload, isLast));
  }

  /** Sends bytes as they are. @returns whether there is room for more; wait with `drained()` */
  bytes(bytes: Buffer): boolean {
    return this.tcp.write(bytes);
  }

  /** Resolves when what was sent has left, or the connection has gone. */
  drained(): Promise<void> {
    return new Promise((resolve) => {
      this.tcp.once('drain', () => resolve()).once('close', () => resolve());
      if (!this.tcp.writableNeedDrain || this.tcp.destroyed) resolve();
    });
  }

  close(): void {
    this.tcp.destroy();
  }

  private read(bytes: Buffer): void {
    this.rest = Buffer.concat([this.rest, bytes]);
    for (let frame = firstFrame(this.rest); frame; frame = firstFrame(this.rest)) {
      this.rest = this.rest.subarray(frame.length);
      if (frame.kind === opcode.text) this.texts.push(frame.payload.toString());
      if (frame.kind === opcode.close) {
        this.end({ code: frame.payload.length >= 2 ? frame.payload.readUInt16BE(0) : undefined });
      }
    }
  }
}

/** One frame of a client, as bytes. */
export function frameOf(kind: number, payload: Buffer, isLast = true): Buffer {
  const first = (isLast ? 0x80 : 0) | kind;
  const { length } = payload;
  const head =
    length < 126
      ? Buffer.from([first, 0x80 | length])
      : length < 65_536
        ? Buffer.from([first, 0xfe, length >> 8, length & 0xff])
        : Buffer.concat([Buffer.from([first, 0xff]), bigEndian(length)]);
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}

function bigEndian(length: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(length));
  return bytes;
}

/** The first whole frame of what a server sends. */
function firstFrame(bytes: Buffer): { kind: number; payload: Buffer; length: number } | undefined {
  const short = (bytes[1] ?? 0) & 0x7f;
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < start) return undefined;
  const size = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < start + size) return undefined;
  return { kind: (bytes[0] ?? 0) & 0x0f, payload: bytes.subarray(start, start + size), length: start + size };
}
