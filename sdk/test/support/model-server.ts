import { Server } from 'socket.io';
import type { Socket } from 'socket.io';
import type { Changes, Commands, Events, Message, OpenRoom, SendInRoom } from '../../src/contract/index.js';
import type { ChatErrorInit } from '../../src/errors.js';
import { AuthServer } from './auth-server.js';
import type { Account } from './auth-server.js';
import { ModelRoom } from './model-room.js';

type Ack = { ok: true; data: unknown } | { ok: false; error: ChatErrorInit };
/** Takes the place of a command's answer; null leaves the command without one. */
type Answer = (input: unknown) => Ack | null;

/**
 * The socket of the API with one room, over a real Socket.IO server: what a client meets seldom (refusals, ends of
 * sessions, lost frames, wrong answers) happens here on demand.
 */
export class ModelServer {
  readonly auth = new AuthServer();
  readonly room = new ModelRoom(300, 50);
  /** Every command that came, and the tokens of the handshakes. */
  readonly commands: { name: string; input: unknown }[] = [];
  readonly handshakes: string[] = [];
  /** Met by the next handshakes. */
  readonly refusals: ChatErrorInit[] = [];
  /** So many of the next handshakes are cut before they are answered. */
  cutHandshakes = 0;
  /** Met by the next commands of a name, one each. */
  readonly answers: Partial<Record<keyof Commands, Answer[]>> = {};
  /** Frames are lost while it is true. */
  isMute = false;
  #io: Server | undefined;

  get url(): string {
    return this.auth.url;
  }

  async start(): Promise<void> {
    await this.auth.start();
    this.#io = new Server(this.auth.http);
    this.#io.use((socket, next) => {
      if (this.cutHandshakes > 0) {
        this.cutHandshakes -= 1;
        return socket.conn.close();
      }
      const token = String(socket.handshake.auth.token);
      this.handshakes.push(token);
      const checked = this.auth.check(token);
      const refusal =
        this.refusals.shift() ?? (typeof checked === 'string' ? { code: checked, status: 401 } : undefined);
      socket.data.account = checked;
      next(refusal && Object.assign(new Error(refusal.code), { data: refusal }));
    });
    this.#io.on('connection', (socket) => {
      socket.onAny((name: keyof Commands, input: unknown, ack: (answer: Ack) => void) => {
        this.commands.push({ name, input });
        const answer = (this.answers[name]?.shift() ?? ((it: unknown) => this.#answer(socket, name, it)))(input);
        if (answer) ack(answer);
      });
    });
  }

  async stop(): Promise<void> {
    await this.#io?.close();
    await this.auth.stop();
  }

  /** Tells every client. */
  emit<E extends keyof Events>(name: E, event: Events[E]): void {
    this.#io?.emit(name, event);
  }

  /** Ends every connection. */
  disconnect(): void {
    this.#io?.disconnectSockets(true);
  }

  /** How often a command came. */
  count(command: string): number {
    return this.commands.filter(({ name }) => name === command).length;
  }

  /** Commits changes and sends the frame to those who opened the room. */
  commit(...changes: Parameters<ModelRoom['commit']>[0]): Changes | null {
    const frame = this.room.commit(changes);
    if (frame && !this.isMute) this.#io?.to('room').emit('changes', frame);
    return frame;
  }

  #answer(socket: Socket, name: keyof Commands, input: unknown): Ack {
    if (name === 'room:open') return { ok: true, data: this.#open(socket, input as OpenRoom) };
    if (name === 'message:send')
      return { ok: true, data: this.#send(socket.data.account as Account, input as SendInRoom) };
    if (name === 'sync') {
      const { rooms } = input as Commands['sync']['input'];
      return { ok: true, data: { changes: rooms.map((standing) => this.room.answer(standing)), gone: [] } };
    }
    const { epoch, position } = this.room.state;
    return { ok: true, data: name === 'heads' ? { heads: [{ roomId: 'room', epoch, position }] } : {} };
  }

  #open(socket: Socket, question: OpenRoom): Commands['room:open']['reply'] {
    void socket.join('room');
    const { room, members, users } = this.room.answer({});
    if (!room) throw new Error('a reset names its room');
    return { room, member: null, members, users, presence: [], changes: this.room.answer(question) };
  }

  #send(account: Account, { clientId, encrypted }: SendInRoom): Message | undefined {
    const { id } = account.user;
    this.commit({ what: 'send', by: id.slice('user-'.length), clientId, ...(encrypted && { encrypted }) });
    return this.room.state.messages.find((message) => message.authorId === id && message.clientId === clientId);
  }
}
