import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { type Direction, ProxiedConnection } from './connection.js';
import type { Mode } from './pipe.js';

/** A TCP proxy in front of one server, with the faults of a bad network. */
export class TcpProxy {
  /** New connections are reset at once. */
  isClosed = false;
  /** Called for every new connection, before any byte goes through. */
  onConnection: ((connection: ProxiedConnection) => void) | undefined;
  private readonly open = new Set<ProxiedConnection>();

  private constructor(
    private readonly target: { readonly host: string; readonly port: number },
    private readonly server: Server,
  ) {}

  /** Listens on any free port of 127.0.0.1. */
  static async start(target: { host: string; port: number }): Promise<TcpProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, resolve));
    const proxy = new TcpProxy(target, server);
    server.on('connection', (client) => proxy.join(client));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get connections(): ProxiedConnection[] {
    return [...this.open];
  }

  /** Sets what happens to one direction of every open connection. */
  setAll(direction: Direction, mode: Mode): void {
    for (const connection of this.open) connection.set(direction, mode);
  }

  /** Resets every open connection. */
  cut(): void {
    for (const connection of this.open) connection.reset();
  }

  /** Lets everything through again, over open and new connections. */
  heal(): void {
    this.isClosed = false;
    this.onConnection = undefined;
    for (const connection of this.open) connection.heal();
  }

  async stop(): Promise<void> {
    this.isClosed = true;
    this.cut();
    await new Promise((closed) => this.server.close(closed));
  }

  private join(client: Socket): void {
    client.on('error', () => undefined);
    if (this.isClosed) return void client.resetAndDestroy();
    client.setNoDelay(true);
    const server = connect({ ...this.target, noDelay: true });
    const connection = new ProxiedConnection(client, server);
    this.open.add(connection);
    client.once('close', () => this.open.delete(connection));
    this.onConnection?.(connection);
  }
}
