import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ClusterModule } from '../cluster/cluster.module.js';
import { MembersRepositoryModule } from '../members/members-repository.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { PresenceModule } from '../presence/presence.module.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { Activities } from './activities.js';
import { ActivityRepository } from './activity.repository.js';
import { Broadcaster } from './broadcaster.js';
import { ChangesController } from './changes.controller.js';
import { ChangesRepository } from './changes.repository.js';
import { ChangesService } from './changes.service.js';
import { ConnectedUsers } from './connected-users.js';
import { ConnectionLimits } from './connection-limits.js';
import { Door } from './door.js';
import { DeliveryGateway } from './gateway.js';
import { Handshake } from './handshake.js';
import { HeadComparison } from './head-comparison.js';
import { LiveSockets } from './live-sockets.js';
import { ReceiptFrames } from './receipt-frames.js';
import { RevocationsRepository } from './revocations.repository.js';
import { Revocations } from './revocations.js';
import { RoomGaps } from './room-gaps.js';
import { SlowReaders } from './slow-readers.js';
import { SocketSessions } from './socket-sessions.js';
import { StreamFrames } from './stream-frames.js';
import { Subscriptions } from './subscriptions.js';

@Module({
  imports: [
    AuthModule,
    ClusterModule,
    RoomsModule,
    MembersRepositoryModule,
    MessagesModule,
    PresenceModule,
    ReceiptsModule,
  ],
  controllers: [ChangesController],
  providers: [
    Activities,
    ActivityRepository,
    Broadcaster,
    ChangesRepository,
    ChangesService,
    ConnectedUsers,
    ConnectionLimits,
    DeliveryGateway,
    Door,
    Handshake,
    HeadComparison,
    LiveSockets,
    ReceiptFrames,
    Revocations,
    RevocationsRepository,
    RoomGaps,
    SlowReaders,
    SocketSessions,
    StreamFrames,
    Subscriptions,
  ],
  exports: [Broadcaster, Door, LiveSockets],
})
export class DeliveryModule {}
