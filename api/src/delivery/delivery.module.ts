import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { MembersRepositoryModule } from '../members/members-repository.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { Broadcaster } from './broadcaster.js';
import { ChangesController } from './changes.controller.js';
import { ChangesRepository } from './changes.repository.js';
import { ChangesService } from './changes.service.js';
import { ConnectionLimits } from './connection-limits.js';
import { Door } from './door.js';
import { DeliveryGateway } from './gateway.js';
import { Handshake } from './handshake.js';
import { LiveSockets } from './live-sockets.js';
import { SlowReaders } from './slow-readers.js';
import { SocketSessions } from './socket-sessions.js';
import { Subscriptions } from './subscriptions.js';

@Module({
  imports: [AuthModule, RoomsModule, MembersRepositoryModule, MessagesModule],
  controllers: [ChangesController],
  providers: [
    Broadcaster,
    ChangesRepository,
    ChangesService,
    ConnectionLimits,
    DeliveryGateway,
    Door,
    Handshake,
    LiveSockets,
    SlowReaders,
    SocketSessions,
    Subscriptions,
  ],
  exports: [Broadcaster, Door, LiveSockets],
})
export class DeliveryModule {}
