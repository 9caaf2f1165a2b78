import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayConnection,
  type OnGatewayInit,
  SubscribeMessage,
} from '@nestjs/websockets';
import { MessagesService } from '../messages/messages.service.js';
import { Broadcaster } from './broadcaster.js';
import { CloseRoom, OpenRoom, Sync } from './changes.schema.js';
import { keepPace } from './command-pace.js';
import { Handshake } from './handshake.js';
import { ParleyGateway } from './parley-gateway.decorator.js';
import {
  commands,
  type ParleyServer,
  type ParleySocket,
  RenewToken,
  type Reply,
  SendInRoom,
} from './socket-contract.js';
import { SocketSessions } from './socket-sessions.js';
import { Subscriptions } from './subscriptions.js';

/** Commands in: names each, checks its input and hands over. */
@ParleyGateway()
export class DeliveryGateway implements OnGatewayInit<ParleyServer>, OnGatewayConnection<ParleySocket> {
  constructor(
    private readonly handshake: Handshake,
    private readonly broadcaster: Broadcaster,
    private readonly sessions: SocketSessions,
    private readonly subscriptions: Subscriptions,
    private readonly messages: MessagesService,
  ) {}

  afterInit(io: ParleyServer): void {
    this.handshake.guard(io);
    keepPace(io, (socket) => this.broadcaster.endSocket(socket, 'policy'));
    this.broadcaster.attach(io);
  }

  async handleConnection(socket: ParleySocket): Promise<void> {
    await this.sessions.watch(socket);
  }

  @SubscribeMessage('room:open')
  async open(
    @ConnectedSocket() socket: ParleySocket,
    @MessageBody({ schema: commands['room:open'].input }) input: OpenRoom,
  ): Reply<'room:open'> {
    return { ok: true, data: await this.subscriptions.open(socket, input) };
  }

  @SubscribeMessage('room:close')
  async close(
    @ConnectedSocket() socket: ParleySocket,
    @MessageBody({ schema: commands['room:close'].input }) { roomId }: CloseRoom,
  ): Reply<'room:close'> {
    await this.subscriptions.close(socket, roomId);
    return { ok: true, data: {} };
  }

  @SubscribeMessage('message:send')
  async send(
    @ConnectedSocket() socket: ParleySocket,
    @MessageBody({ schema: commands['message:send'].input }) { roomId, ...input }: SendInRoom,
  ): Reply<'message:send'> {
    const { message } = await this.messages.send(socket.data.caller, roomId, input);
    return { ok: true, data: message };
  }

  @SubscribeMessage('sync')
  async sync(
    @ConnectedSocket() socket: ParleySocket,
    @MessageBody({ schema: commands.sync.input }) { rooms }: Sync,
  ): Reply<'sync'> {
    return { ok: true, data: await this.subscriptions.sync(socket, rooms) };
  }

  @SubscribeMessage('heads')
  async heads(
    @ConnectedSocket() socket: ParleySocket,
    @MessageBody({ schema: commands.heads.input }) _input: object,
  ): Reply<'heads'> {
    return { ok: true, data: await this.subscriptions.heads(socket) };
  }

  @SubscribeMessage('token:renew')
  async renew(
    @ConnectedSocket() socket: ParleySocket,
    @MessageBody({ schema: commands['token:renew'].input }) { token }: RenewToken,
  ): Reply<'token:renew'> {
    return { ok: true, data: await this.sessions.renew(socket, token) };
  }
}
