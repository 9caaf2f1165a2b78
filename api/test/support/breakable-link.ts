import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A TCP link to a server that can be broken and mended, as if the server went away and came back. */
export class BreakableLink {
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  #swallowed: 'requests' | 'answers' | undefined;

  private constructor(private readonly target: URL) {}

  /** @param url of the server at its other end */
  static async to(url: string): Promise<BreakableLink> {
    const link = new BreakableLink(new URL(url));
    await link.mend();
    return link;
  }

  /** The server's URL, by way of this link. */
  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${this.#port}`;
    return url.href;
  }

  /** Ends every connection and refuses new ones. */
  async break(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.#sockets) socket.resetAndDestroy();
    await closed;
  }

  /** Takes connections again, at the same address. */
  async mend(): Promise<void> {
    const server = createServer((client) => this.#join(client));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(this.#port, '127.0.0.1', resolve);
    });
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Lets nothing through in one direction, and nobody know: the connections stay open. `undefined` = all goes through again. */
  swallow(what: 'requests' | 'answers' | undefined): void {
    this.#swallowed = what;
  }

  #join(client: Socket): void {
    const server = connect(Number(this.target.port), this.target.hostname);
    const pair = [
      ['requests', client, server],
      ['answers', server, client],
    ] as const;
    for (const [what, socket, other] of pair) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      socket.on('end', () => other.end());
      socket.on('data', (bytes) => {
        if (this.#swallowed !== what) other.write(bytes);
      });
    }
  }
}
