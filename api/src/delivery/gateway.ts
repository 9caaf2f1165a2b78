import { ConnectedSocket, type OnGatewayInit, SubscribeMessage } from '@nestjs/websockets';
import { MessageChangesService } from '../messages/message-changes.service.js';
import { MessagesService } from '../messages/messages.service.js';
import { ReactionsService } from '../messages/reactions.service.js';
import { SetReadInRoom } from '../receipts/read.schema.js';
import { ReadsService } from '../receipts/reads.service.js';
import { Broadcaster } from './broadcaster.js';
import { CloseRoom, OpenRoom, Sync } from './changes.schema.js';
import { ConnectedUsers } from './connected-users.js';
import { Handshake } from './handshake.js';
import { Input, ParleyGateway } from './parley-gateway.decorator.js';
import { LiveSockets } from './live-sockets.js';
import { SlowReaders } from './slow-readers.js';
import {
  EditInRoom,
  MessageInRoom,
  type ParleyServer,
  type ParleySocket,
  ReactInRoom,
  RenewToken,
  type Reply,
  SendInRoom,
} from './socket-contract.js';
import { SocketSessions } from './socket-sessions.js';
import { Subscriptions } from './subscriptions.js';

/** Commands in: names each, checks its input and hands over. */
@ParleyGateway()
export class DeliveryGateway implements OnGatewayInit<ParleyServer> {
  constructor(
    private readonly handshake: Handshake,
    private readonly broadcaster: Broadcaster,
    private readonly sessions: SocketSessions,
    private readonly slowReaders: SlowReaders,
    private readonly liveSockets: LiveSockets,
    private readonly subscriptions: Subscriptions,
    private readonly messages: MessagesService,
    private readonly messageChanges: MessageChangesService,
    private readonly reactions: ReactionsService,
    private readonly reads: ReadsService,
    private readonly users: ConnectedUsers,
  ) {}

  afterInit(io: ParleyServer): void {
    this.handshake.guard(io);
    this.broadcaster.attach(io);
    this.users.watch(io);
    this.sessions.watch(io);
    this.slowReaders.watch(io);
    this.liveSockets.attach(io);
  }

  @SubscribeMessage('room:open')
  async open(@ConnectedSocket() socket: ParleySocket, @Input('room:open') input: OpenRoom): Reply<'room:open'> {
    return { ok: true, data: await this.subscriptions.open(socket, input) };
  }

  @SubscribeMessage('room:close')
  async close(
    @ConnectedSocket() socket: ParleySocket,
    @Input('room:close') { roomId }: CloseRoom,
  ): Reply<'room:close'> {
    await this.subscriptions.close(socket, roomId);
    return { ok: true, data: {} };
  }

  @SubscribeMessage('message:send')
  async send(
    @ConnectedSocket() socket: ParleySocket,
    @Input('message:send') { roomId, ...input }: SendInRoom,
  ): Reply<'message:send'> {
    const { message } = await this.messages.send(socket.data.caller, roomId, input);
    return { ok: true, data: message };
  }

  @SubscribeMessage('message:edit')
  async edit(
    @ConnectedSocket() socket: ParleySocket,
    @Input('message:edit') { roomId, messageId, ...input }: EditInRoom,
  ): Reply<'message:edit'> {
    return { ok: true, data: await this.messageChanges.edit(socket.data.caller, roomId, messageId, input) };
  }

  @SubscribeMessage('message:delete')
  async remove(
    @ConnectedSocket() socket: ParleySocket,
    @Input('message:delete') { roomId, messageId }: MessageInRoom,
  ): Reply<'message:delete'> {
    return { ok: true, data: await this.messageChanges.remove(socket.data.caller, roomId, messageId) };
  }

  @SubscribeMessage('reaction:add')
  async react(
    @ConnectedSocket() socket: ParleySocket,
    @Input('reaction:add') { roomId, messageId, emoji }: ReactInRoom,
  ): Reply<'reaction:add'> {
    return { ok: true, data: await this.reactions.add(socket.data.caller, roomId, messageId, emoji) };
  }

  @SubscribeMessage('reaction:remove')
  async unreact(
    @ConnectedSocket() socket: ParleySocket,
    @Input('reaction:remove') { roomId, messageId, emoji }: ReactInRoom,
  ): Reply<'reaction:remove'> {
    return { ok: true, data: await this.reactions.remove(socket.data.caller, roomId, messageId, emoji) };
  }

  @SubscribeMessage('read:set')
  async read(
    @ConnectedSocket() socket: ParleySocket,
    @Input('read:set') { roomId, seq }: SetReadInRoom,
  ): Reply<'read:set'> {
    return { ok: true, data: await this.reads.set(socket.data.caller, roomId, seq) };
  }

  @SubscribeMessage('sync')
  async sync(@ConnectedSocket() socket: ParleySocket, @Input('sync') { rooms }: Sync): Reply<'sync'> {
    return { ok: true, data: await this.subscriptions.sync(socket, rooms) };
  }

  @SubscribeMessage('heads')
  async heads(@ConnectedSocket() socket: ParleySocket, @Input('heads') _input: object): Reply<'heads'> {
    return { ok: true, data: await this.subscriptions.heads(socket) };
  }

  @SubscribeMessage('token:renew')
  async renew(
    @ConnectedSocket() socket: ParleySocket,
    @Input('token:renew') { token }: RenewToken,
  ): Reply<'token:renew'> {
    return { ok: true, data: await this.sessions.renew(socket, token) };
  }
}
