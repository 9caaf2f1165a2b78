import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where a token may say that its key is; it notes who comes to fetch it. */
export class KeyHost {
  /** Connections that were made to it. */
  visits = 0;
  private readonly server = createServer((_request, response) => void response.end('{"keys":[]}')).on(
    'connection',
    () => (this.visits += 1),
  );

  static async start(): Promise<KeyHost> {
    const host = new KeyHost();
    host.server.listen(0, '127.0.0.1');
    await once(host.server, 'listening');
    return host;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/keys`;
  }

  async stop(): Promise<void> {
    await new Promise((closed) => this.server.close(closed));
  }
}
