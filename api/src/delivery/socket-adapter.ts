import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { MessageMappingProperties } from '@nestjs/websockets';
import type { Server, ServerOptions, Socket } from 'socket.io';
import type { HttpConfig } from '../config/http.config.js';
import { CommandRate, costOf } from './command-rate.js';
import type { Door } from './door.js';
import type { Ack, Command } from './socket-contract.js';
import { DomainError } from '../common/errors/domain-error.js';
import { toSocketError } from '../common/errors/problem.js';
import { writeOnceATurn } from './write-turns.js';

type Handler = MessageMappingProperties['callback'];
type Handlers = ReadonlyMap<unknown, Handler>;

/**
 * Socket.IO with our settings, and one dispatcher for a socket instead of one listener for each command: it refuses what
 * is no command, and does not run a command whose answer nobody waits for.
 */
export class SocketAdapter extends IoAdapter {
  /** Each gateway's way to bind its handlers to a socket; Nest's only way to them. */
  private readonly gateways: ((socket: Socket) => void)[] = [];
  private bound = new Map<unknown, Handler>();

  /**
   * @param door says whether commands are taken at all
   * @param cut ends a socket that does not heed refusals
   * @param use is told of every command that is run
   */
  constructor(
    app: INestApplicationContext,
    private readonly config: HttpConfig,
    private readonly door: Door,
    private readonly cut: (socket: Socket) => void,
    private readonly use: (socket: Socket) => void,
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
      // With the farewell it makes less than ten seconds.
      connectTimeout: 8_000,
    } as ServerOptions);
    writeOnceATurn(io.engine);
    return io;
  }

  /** Nest calls it for each gateway. Since `bind` runs more than once for a socket, a gateway has no `handleConnection`. */
  override bindClientConnect(server: Server, bind: (socket: Socket) => void): void {
    this.gateways.push(bind);
    if (this.gateways.length === 1) server.on('connection', (socket) => this.listen(socket));
  }

  /** Nest's half of `handlersOf`. */
  override bindMessageHandlers(_socket: Socket, list: MessageMappingProperties[]): void {
    for (const { message, callback } of list) this.bound.set(message, callback);
  }

  /** No gateway wants to know. */
  override bindClientDisconnect(): void {}

  private listen(socket: Socket): void {
    let handlers: WeakRef<Handlers> | undefined;
    let rate: CommandRate | undefined;
    let inFlight = 0;
    // next() is never called: there are no listeners behind it, not even for the reserved names.
    socket.use(([command, ...input]) => {
      rate ??= new CommandRate(performance.now());
      // An idle socket holds none: they are many, and quickly bound again.
      let all = handlers?.deref();
      if (!all) handlers = new WeakRef((all = this.handlersOf(socket)));
      inFlight += 1;
      void this.dispatch({ socket, handlers: all, rate, inFlight }, command, input).finally(() => (inFlight -= 1));
    });
  }

  private handlersOf(socket: Socket): Handlers {
    this.bound = new Map();
    for (const bind of this.gateways) bind(socket);
    return this.bound;
  }

  private async dispatch(asker: Asker, command: unknown, input: unknown[]): Promise<void> {
    const { socket, handlers, rate, inFlight } = asker;
    const given = input.pop();
    const ack = isAck(given) ? given : undefined;
    // Nobody waits for what a command without an acknowledgement costs: it is always counted.
    const pace = rate.count(performance.now(), ack ? costOf(command, input[0], socket.rooms.size) : 1);
    if (pace === 'cut') return this.cut(socket);
    if (!ack) return;
    if (pace === 'refuse') return refuse(ack, tooMany('Too many commands', rate.retryAfterMs));
    const handler = handlers.get(command);
    if (!handler) return refuse(ack, new DomainError('unknown_event'));
    if (inFlight > maxInFlight) return refuse(ack, tooMany('Too many commands at once', 1_000));
    if (input.length > 1) return refuse(ack, DomainError.invalid('', 'a command takes one payload'));
    if (this.door.isClosed) return refuse(ack, this.door.refusal());
    this.use(socket);
    this.door.enter();
    try {
      const reply: unknown = await handler(input[0], command === freeCommand ? this.counting(asker, ack) : ack);
      // A refused command was answered by the filter.
      if (reply !== undefined) ack(reply);
    } finally {
      this.door.leave();
    }
  }

  /** An acknowledgement for the filter: what costs nothing when it is taken is counted when it is refused. */
  private counting({ socket, rate }: Asker, ack: AckCallback): AckCallback {
    return (reply) => {
      ack(reply);
      const { ok } = reply as Ack<unknown>;
      if (!ok && rate.count(performance.now()) === 'cut') this.cut(socket);
    };
  }
}

/** Who asks, and how much at once. */
interface Asker {
  readonly socket: Socket;
  readonly handlers: Handlers;
  readonly rate: CommandRate;
  readonly inFlight: number;
}

/** The one command that the tenant's settings limit. */
const freeCommand = 'message:send' satisfies Command;

const tooMany = (detail: string, retryAfterMs: number): DomainError =>
  new DomainError('rate_limited', detail, { retryAfterMs });

/** Answers a command; Socket.IO's last argument where the client waits for an answer. */
type AckCallback = (reply: unknown) => void;

/** Whether an argument of a packet is its acknowledgement: a client cannot send functions. */
export const isAck = (argument: unknown): argument is AckCallback => typeof argument === 'function';

/** Commands of one socket that may be at work at the same time. */
const maxInFlight = 256;

function refuse(ack: AckCallback, error: DomainError): void {
  ack({ ok: false, error: toSocketError(error) });
}
