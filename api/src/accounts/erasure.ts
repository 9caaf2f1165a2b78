import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import '../auth/auth.events.js';
import { AvatarFiles } from '../avatars/avatar-files.js';
import { Bus } from '../common/events/bus.js';
import { Repeated } from '../common/repeated.js';
import { RoomLog } from '../delivery/room-log.js';
import { MembersService } from '../members/members.service.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { AccountRemovalRepository } from './account-removal.repository.js';

/** How often it is looked for what was not finished, in milliseconds. */
const everyMs = 10_000;

/**
 * After this long nothing arrives any more that a user began before they left, in seconds: other nodes may take them for
 * present for a moment, and a room that is locked lets sends wait.
 */
const settleSeconds = 20;

/** Rooms read, and users finished, at once. */
const maxAtOnce = 100;

/** Messages emptied in one change of a room: it is locked meanwhile, and readers get them in one frame. */
const messagesAtOnce = 100;

/**
 * Removes the picture of a deleted user, and takes from rooms what they had there: the seats, and the messages where the
 * tenant wants it; of a guest who has become an account, all of it goes to that. It is done as soon as the user is deleted, and once more when nothing can follow; until then their row
 * says that it is to be done, so that no crash leaves it half done.
 */
@Injectable()
export class Erasure implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Erasure');
  private readonly repeated = new Repeated(
    everyMs,
    () => this.finish(),
    (error) => this.logger.warn({ err: error }, 'it could not be read who left for good'),
  );

  constructor(
    private readonly repository: AccountRemovalRepository,
    private readonly tenants: TenantDirectory,
    private readonly members: MembersService,
    private readonly avatars: AvatarFiles,
    private readonly log: RoomLog,
    private readonly bus: Bus,
  ) {}

  onApplicationBootstrap(): void {
    this.bus.on('guest.merged', async ({ tenantId, guestId }) => void (await this.begin(tenantId, guestId)));
    this.repeated.start();
  }

  onApplicationShutdown(): void {
    this.repeated.stop();
  }

  /** @returns when it is done, or has failed: then it is done later */
  async begin(tenantId: string, userId: string): Promise<boolean> {
    try {
      await this.erase(tenantId, userId);
      return !this.repeated.isStopped;
    } catch (error) {
      if (!this.repeated.isStopped)
        this.logger.warn({ err: error, tenantId, userId }, 'a deleted user is still in rooms');
      return false;
    }
  }

  private async finish(): Promise<void> {
    for (const { tenantId, userId, isSettled } of await this.repository.listUnfinished(settleSeconds, maxAtOnce)) {
      const isDone = await this.begin(tenantId, userId);
      if (isDone && isSettled) await this.repository.markErased(tenantId, userId);
    }
  }

  /** May be done any number of times, on several nodes at once: what is done already is left alone. */
  private async erase(tenantId: string, userId: string): Promise<void> {
    const tenant = await this.tenants.byId(tenantId);
    if (!tenant) return;
    await this.removeAvatar(tenantId, userId);
    const heirId = await this.repository.findHeir(tenantId, userId);
    let afterRoomId: string | null = null;
    do {
      const rooms = await this.repository.listRooms(tenantId, userId, afterRoomId, maxAtOnce);
      for (const { room_id: roomId, is_seated: isSeated, is_deleted: isDeleted } of rooms) {
        if (this.repeated.isStopped) return;
        if (heirId !== null) {
          await this.handOver(tenantId, roomId, userId, heirId);
          continue;
        }
        if (isSeated && !isDeleted) await this.members.vacate(tenantId, roomId, userId);
        await this.repository.forgetThreads(tenantId, roomId, userId);
        if (tenant.settings.deletedUsers === 'remove') await this.removeTraces(tenantId, roomId, userId);
      }
      afterRoomId = rooms.length === maxAtOnce ? (rooms.at(-1)?.room_id ?? null) : null;
    } while (afterRoomId !== null);
  }

  /** The files first: should the node die in between, the row still names them. */
  private async removeAvatar(tenantId: string, userId: string): Promise<void> {
    const avatarId = await this.repository.findAvatarId(tenantId, userId);
    if (avatarId === null) return;
    await this.avatars.remove(tenantId, avatarId);
    await this.repository.forgetAvatar(tenantId, userId);
  }

  /** In changes of a few messages each: a room is locked for no longer than that, and its frames stay small. */
  private async handOver(tenantId: string, roomId: string, userId: string, heirId: string): Promise<void> {
    for (;;) {
      const { hasJoined, moved } = await this.log.change(tenantId, roomId, (change) => change.handOver(userId, heirId));
      if (hasJoined) this.bus.publish('member.joined', { tenantId, roomId, userId: heirId });
      if (moved === 0 || this.repeated.isStopped) return;
    }
  }

  /** What they wrote, and how they reacted to what others did. */
  private async removeTraces(tenantId: string, roomId: string, authorId: string): Promise<void> {
    let after = '';
    for (;;) {
      const last = await this.log.change(tenantId, roomId, (change) =>
        change.emptyMessagesOf(authorId, after, messagesAtOnce),
      );
      if (this.repeated.isStopped) return;
      if (last === null) break;
      after = last;
    }
    for (;;) {
      const reacted = await this.log.change(tenantId, roomId, (change) => change.passReactions(authorId, null));
      if (reacted === 0 || this.repeated.isStopped) return;
    }
  }
}
