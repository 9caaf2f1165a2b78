import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { UserCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Bus } from '../common/events/bus.js';
import { Repeated } from '../common/repeated.js';
import { maxListedMembers } from '../rooms/room.schema.js';
import { RoomAccess } from '../rooms/room-access.service.js';
import { isSeated } from '../rooms/rooms.policy.js';
import './presence.events.js';
import type { SetTyping } from './presence.schema.js';

/** Somebody who types in a room, or did a moment ago; times on the clock of `performance.now()`. */
interface Typist {
  readonly tenantId: string;
  readonly roomId: string;
  readonly userId: string;
  /** What the readers were told last. */
  isTyping: boolean;
  /** When they were told last that it began. */
  toldAtMs: number;
  /** When it is over by itself. */
  untilMs: number;
}

/** That somebody types is told once in this time, in milliseconds, however often they say so. */
const tellEveryMs = 3_000;

/** Whoever says nothing for so long does not type any more, in milliseconds. */
const overAfterMs = 6_000;

/** How often it is looked for those, in milliseconds. */
const lookEveryMs = 500;

const keyOf = (tenantId: string, roomId: string, userId: string): string => `${tenantId}/${roomId}/${userId}`;

/** Who is typing: in memory only, and told only in rooms that list their members. */
@Injectable()
export class TypingService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly typists = new Map<string, Typist>();
  private readonly repeated = new Repeated(
    lookEveryMs,
    async () => this.endOver(performance.now()),
    () => undefined,
  );

  constructor(
    private readonly access: RoomAccess,
    private readonly bus: Bus,
  ) {}

  onApplicationBootstrap(): void {
    this.repeated.start();
  }

  onApplicationShutdown(): void {
    this.repeated.stop();
  }

  /** @throws DomainError room_not_found | banned | not_member | muted | forbidden (nothing can be written there) */
  async set(caller: UserCaller, { roomId, typing }: SetTyping): Promise<void> {
    const { tenantId, userId } = caller;
    const key = keyOf(tenantId, roomId, userId);
    const known = this.typists.get(key);
    const isNew = typing && performance.now() - (known?.toldAtMs ?? -Infinity) >= tellEveryMs;
    // Of what tells nobody anything, the right was looked at a moment ago.
    if ((isNew || !known) && !(await this.isTold(caller, roomId))) return;
    const nowMs = performance.now();
    const typist = this.typists.get(key) ?? {
      tenantId,
      roomId,
      userId,
      isTyping: false,
      toldAtMs: -Infinity,
      untilMs: 0,
    };
    if (typing) {
      this.typists.set(key, typist);
      typist.untilMs = nowMs + overAfterMs;
      if (nowMs - typist.toldAtMs < tellEveryMs) return;
      typist.toldAtMs = nowMs;
      this.tell(typist, true);
    } else if (typist.isTyping) this.tell(typist, false);
  }

  /** Ends what is over, and forgets it. @param nowMs on the clock of `performance.now()` */
  private endOver(nowMs: number): void {
    for (const [key, typist] of this.typists) {
      if (nowMs < typist.untilMs) continue;
      this.typists.delete(key);
      if (typist.isTyping) this.tell(typist, false);
    }
  }

  private tell(typist: Typist, typing: boolean): void {
    typist.isTyping = typing;
    const { tenantId, roomId, userId } = typist;
    this.bus.publish('typing.changed', { tenantId, roomId, userId, typing });
  }

  /** Whether it is told in a room that somebody types; who may not write there may not say so either. */
  private async isTold(caller: UserCaller, roomId: string): Promise<boolean> {
    const room = await this.access.requireVisible(caller, roomId);
    const { seat } = room;
    if (!isSeated(seat)) throw new DomainError('not_member');
    if (seat.is_muted) throw new DomainError('muted');
    const isForModerators = room.posting === 'moderators' && seat.role === 'member';
    if (room.archived_at !== null || isForModerators) throw new DomainError('forbidden');
    return room.member_count <= maxListedMembers;
  }
}
