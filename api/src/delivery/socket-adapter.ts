import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { MessageMappingProperties } from '@nestjs/websockets';
import type { Server, ServerOptions, Socket } from 'socket.io';
import type { HttpConfig } from '../config/http.config.js';
import { DomainError } from '../common/errors/domain-error.js';
import { toSocketError } from '../common/errors/problem.js';
import { writeOnceATurn } from './write-turns.js';

type Handlers = ReadonlyMap<unknown, MessageMappingProperties['callback']>;

/**
 * Socket.IO with our settings, and one dispatcher for a socket instead of one listener for each command: it refuses what
 * is no command, and does not run a command whose answer nobody waits for.
 */
export class SocketAdapter extends IoAdapter {
  constructor(
    app: INestApplicationContext,
    private readonly config: HttpConfig,
  ) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const io = super.createIOServer(port, {
      ...options,
      // Origins are checked against the tenant's list in the handshake; a refusal must be readable by the page.
      cors: { origin: true, credentials: false },
      serveClient: false,
      perMessageDeflate: false,
      maxHttpBufferSize: this.config.maxBodyBytes,
      connectTimeout: 10_000,
    } as ServerOptions);
    writeOnceATurn(io.engine);
    return io;
  }

  override bindMessageHandlers(socket: Socket, list: MessageMappingProperties[]): void {
    const handlers: Handlers = new Map(list.map(({ message, callback }) => [message, callback]));
    let inFlight = 0;
    // next() is never called: there are no listeners behind it, not even for the reserved names.
    socket.use(([command, ...input]) => {
      inFlight += 1;
      void dispatch(handlers, command, input, inFlight).finally(() => (inFlight -= 1));
    });
  }
}

/** Answers a command; Socket.IO's last argument where the client waits for an answer. */
type AckCallback = (reply: unknown) => void;

/** Whether an argument of a packet is its acknowledgement: a client cannot send functions. */
export const isAck = (argument: unknown): argument is AckCallback => typeof argument === 'function';

/** Commands of one socket that may be at work at the same time. */
const maxInFlight = 256;

async function dispatch(handlers: Handlers, command: unknown, input: unknown[], inFlight: number): Promise<void> {
  const ack = input.pop();
  if (!isAck(ack)) return;
  const handler = handlers.get(command);
  if (!handler) return refuse(ack, new DomainError('unknown_event'));
  if (inFlight > maxInFlight) {
    return refuse(ack, new DomainError('rate_limited', 'Too many commands at once', { retryAfterMs: 1_000 }));
  }
  if (input.length > 1) return refuse(ack, DomainError.invalid('', 'a command takes one payload'));
  const reply: unknown = await handler(input[0], ack);
  // A refused command was answered by the filter.
  if (reply !== undefined) ack(reply);
}

function refuse(ack: AckCallback, error: DomainError): void {
  ack({ ok: false, error: toSocketError(error) });
}
