import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** How often it says something, in milliseconds: no pause is long enough to be taken for silence. */
const everyMs = 200;

/** A mail server that answers, and goes on answering, and never comes to an end with it. */
export class TalkingServer {
  /** How often somebody came. */
  connections = 0;
  /** Most that were there at once. */
  mostAtOnce = 0;
  private readonly open = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<TalkingServer> {
    const server = createServer();
    const talking = new TalkingServer(server);
    server.on('connection', (socket) => talking.greet(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return talking;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** How many are there now. */
  get openCount(): number {
    return this.open.size;
  }

  async stop(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    await new Promise<void>((closed) => this.server.close(() => closed()));
  }

  private greet(socket: Socket): void {
    this.connections += 1;
    this.open.add(socket);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.open.size);
    socket.write('220 at your service\r\n');
    // The answer to EHLO: a line with a hyphen is followed by another one.
    const timer = setInterval(() => socket.write('250-and furthermore\r\n'), everyMs);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(timer);
      this.open.delete(socket);
    });
    socket.resume();
  }
}
