import { ConnectedSocket, type OnGatewayInit, SubscribeMessage } from '@nestjs/websockets';
import { Input, ParleyGateway } from '../delivery/parley-gateway.decorator.js';
import type { ParleyServer, ParleySocket, Reply } from '../delivery/socket-contract.js';
import type { SetPresence, SetTyping } from './presence.schema.js';
import { Presence } from './presence.service.js';
import { TypingService } from './typing.service.js';

/** What people say of themselves, in passing. */
@ParleyGateway()
export class PresenceGateway implements OnGatewayInit<ParleyServer> {
  constructor(
    private readonly presence: Presence,
    private readonly typing: TypingService,
  ) {}

  afterInit(io: ParleyServer): void {
    this.presence.attach(io);
  }

  @SubscribeMessage('typing:set')
  async setTyping(@ConnectedSocket() socket: ParleySocket, @Input('typing:set') input: SetTyping): Reply<'typing:set'> {
    await this.typing.set(socket.data.caller, input);
    return { ok: true, data: {} };
  }

  @SubscribeMessage('presence:set')
  async setPresence(
    @ConnectedSocket() socket: ParleySocket,
    @Input('presence:set') input: SetPresence,
  ): Reply<'presence:set'> {
    await this.presence.set(socket, input);
    return { ok: true, data: {} };
  }
}
