import type { Socket as NetSocket } from 'node:net';

/** What we use of engine.io's server and its connections; `flush` is theirs to call, and ours to put off. */
interface Engine {
  on(event: 'connection', listener: (connection: Connection) => void): unknown;
}
interface Connection {
  readonly writeBuffer: readonly unknown[];
  readonly transport: { readonly socket?: { readonly _socket?: NetSocket } };
  flush: (this: Connection) => void;
}

/**
 * Sends what one turn of the event loop has for a connection in one system call: an acknowledgement and the frame of the
 * same commit, or the answers to many commands. Without it each packet is a write of its own, and writes are most of what a
 * busy node does. It also lets the writer ask the database for its next batch before the frames of the last one go out.
 */
export function writeOnceATurn(engine: Engine): void {
  const waiting = new Set<Connection>();
  let flushNow: (this: Connection) => void = () => undefined;
  const flushAll = (): void => {
    const turn = [...waiting];
    waiting.clear();
    for (const connection of turn) {
      const socket = connection.transport.socket?._socket;
      socket?.cork();
      try {
        flushNow.call(connection);
      } finally {
        socket?.uncork();
      }
    }
  };
  function flushLater(this: Connection): void {
    if (this.writeBuffer.length === 0) return;
    if (waiting.size === 0) setImmediate(flushAll);
    waiting.add(this);
  }
  engine.on('connection', (connection) => {
    // Of the class: the same for every connection.
    if (connection.flush !== flushLater) flushNow = connection.flush;
    connection.flush = flushLater;
  });
}
