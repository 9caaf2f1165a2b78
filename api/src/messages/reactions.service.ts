import { Injectable } from '@nestjs/common';
import type { UserCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { isId } from '../common/ids.js';
import type { RoomChange } from '../delivery/room-change.js';
import { RoomLog } from '../delivery/room-log.js';
import { countChange } from '../limits/count-change.js';
import { RateLimits } from '../limits/rate-limits.js';
import { RoomAccess } from '../rooms/room-access.service.js';
import { toEmoji } from './emoji.js';
import { toMessage } from './message.mapper.js';
import type { Message } from './message.schema.js';
import { keyOf, type LockedMessageRow, MessageChangesRepository } from './message-changes.repository.js';
import { isFollowed, reactionsPerMessage, withoutReaction, withReaction } from './reactions.js';
import { ReactionsRepository } from './reactions.repository.js';
import { requireWriter, requireWritten } from './room-writers.js';

/** A user's reaction to a message, wanted or wanted no more. */
interface Wish {
  readonly caller: UserCaller;
  readonly roomId: string;
  readonly messageId: string;
  readonly emoji: string;
  readonly isWanted: boolean;
}

/** The rules of reactions: whoever may write in a room may react there, in announcements too. */
@Injectable()
export class ReactionsService {
  constructor(
    private readonly access: RoomAccess,
    private readonly messages: MessageChangesRepository,
    private readonly repository: ReactionsRepository,
    private readonly limits: RateLimits,
    private readonly log: RoomLog,
  ) {}

  /**
   * Reacts with an emoji. Also the second time, which takes no position.
   * @throws DomainError validation_failed (not one emoji) | room_not_found | message_not_found | banned | not_member | muted |
   *   forbidden (archived; a system message) | message_deleted | too_many_reactions | rate_limited
   */
  add(caller: UserCaller, roomId: string, messageId: string, emoji: string): Promise<Message> {
    return this.set({ caller, roomId, messageId, emoji, isWanted: true }, (change, message, reacting) => {
      const reactions = message.reactions ?? [];
      const isNew = !reactions.some((reaction) => reaction.emoji === reacting.emoji);
      if (isNew && reactions.length >= reactionsPerMessage) throw new DomainError('too_many_reactions');
      const shown = withReaction(reactions, reacting.emoji, reacting.userId);
      const key = keyOf(change.tenantId, message);
      return change.rewrite((position) => this.repository.add(change.manager, key, position, reacting, shown));
    });
  }

  /** Takes a reaction back. Also where there is none. @throws as `add` */
  remove(caller: UserCaller, roomId: string, messageId: string, emoji: string): Promise<Message> {
    return this.set({ caller, roomId, messageId, emoji, isWanted: false }, async (change, message, reacting) => {
      const reactions = message.reactions ?? [];
      const key = keyOf(change.tenantId, message);
      const { manager } = change;
      const next = isFollowed(reactions, reacting.emoji, reacting.userId)
        ? await this.repository.findUnlisted(manager, key, reacting.emoji)
        : null;
      const shown = withoutReaction(reactions, reacting.emoji, reacting.userId, next);
      return change.rewrite((position) => this.repository.remove(manager, key, position, reacting, shown));
    });
  }

  /** @param write does it where it is not so already */
  private async set(
    { caller, roomId, messageId, emoji: given, isWanted }: Wish,
    write: (
      change: RoomChange,
      message: LockedMessageRow,
      reacting: { emoji: string; userId: string },
    ) => Promise<Message>,
  ): Promise<Message> {
    const { tenantId, userId } = caller;
    const { id } = await this.access.requireVisible(caller, roomId);
    if (!isId(messageId)) throw new DomainError('message_not_found');
    const emoji = toEmoji(given);
    if (emoji === undefined) throw DomainError.invalid('/emoji', 'must be one emoji');
    await countChange(this.limits, caller);
    return this.log.change(tenantId, id, async (change) => {
      await requireWriter(change, caller);
      const message = await requireWritten(this.messages, change, messageId);
      if (message.deleted_at !== null) throw new DomainError('message_deleted');
      const reacting = { emoji, userId };
      const hasReacted = await this.repository.has(change.manager, keyOf(change.tenantId, message), reacting);
      return hasReacted === isWanted ? toMessage(message) : write(change, message, reacting);
    });
  }
}
