import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A TCP proxy in front of a server, with the faults of a bad network. */
export class TcpProxy {
  /** Server to client: bytes are swallowed while the connection stays. */
  isDeafDown = false;
  /** New connections are ended at once. */
  isClosed = false;
  /** Connections that ask to become a websocket are ended. */
  hasNoWebSockets = false;
  /** A websocket frame of the server that contains this is left out, once. */
  dropFrameWith: string | null = null;
  /** The first line of every HTTP request, as `GET /v1/rooms`. */
  readonly requests: string[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #servers = new Set<Socket>();
  #server: Server | undefined;

  private constructor(private target: URL) {}

  static async start(targetUrl: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(new URL(targetUrl));
    const server = createServer((client) => proxy.#join(client));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    proxy.#server = server;
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server?.address() as AddressInfo).port}`;
  }

  /** Server to client: takes nothing more from the server while it `isStalled`, so that all waits there. */
  stall(isStalled: boolean): void {
    for (const socket of this.#servers)
      if (isStalled) socket.pause();
      else socket.resume();
  }

  /** Ends every connection as a broken cable does. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  #join(client: Socket): void {
    if (this.isClosed) return void client.resetAndDestroy();
    const server = connect(Number(this.target.port), this.target.hostname);
    this.#servers.add(server);
    server.on('close', () => this.#servers.delete(server));
    const pair = [client, server];
    for (const [socket, other] of [pair, [...pair].reverse()] as [Socket, Socket][]) {
      this.#sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (bytes) => {
      const text = bytes.toString('latin1');
      const [request] = /^[A-Z]+ \/\S*/.exec(text) ?? [];
      if (request) this.requests.push(request);
      if (this.hasNoWebSockets && /upgrade: websocket/i.test(text)) client.resetAndDestroy();
      else server.write(bytes);
    });
    let rest = Buffer.alloc(0);
    let isWebSocket = false;
    server.on('data', (bytes) => {
      if (this.isDeafDown) return;
      if (!isWebSocket) {
        isWebSocket = bytes.toString('latin1').startsWith('HTTP/1.1 101');
        return void client.write(bytes);
      }
      rest = Buffer.concat([rest, bytes]);
      for (let frame = firstFrame(rest); frame; frame = firstFrame(rest)) {
        rest = rest.subarray(frame.length);
        if (this.dropFrameWith && frame.includes(this.dropFrameWith)) this.dropFrameWith = null;
        else client.write(frame);
      }
    });
  }
}

/** The first whole websocket frame of an unmasked stream (RFC 6455, section 5.2). */
function firstFrame(bytes: Buffer): Buffer | null {
  if (bytes.length < 2) return null;
  const short = (bytes[1] ?? 0) & 0x7f;
  const headBytes = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < headBytes) return null;
  const payloadBytes = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const length = headBytes + payloadBytes;
  return bytes.length < length ? null : bytes.subarray(0, length);
}
