import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Bus } from '../common/events/bus.js';
import { Repeated } from '../common/repeated.js';
import type { ParleyServer, ParleySocket } from '../delivery/socket-contract.js';
import { countChange } from '../limits/count-change.js';
import { RateLimits } from '../limits/rate-limits.js';
import { type NodeStatus, OtherNodes, type StatusChange } from './other-nodes.js';
import './presence.events.js';
import { PresenceRepository } from './presence.repository.js';
import type { PresenceState, SetPresence } from './presence.schema.js';
import { Sightings } from './sightings.js';
import { type UserKey, UserSockets } from './user-sockets.js';

/** A user with sockets here, or who had some a moment ago. */
interface Local {
  /** `undefined`: not known yet, and so nobody is told of them. */
  isHidden: boolean | undefined;
  /** Since when there is no socket, on the clock of `performance.now()`. */
  goneAtMs: number | undefined;
  /** What the other nodes were told. */
  told: NodeStatus | null;
}

/** How often it is looked and told who came and went, in milliseconds: of what happens in between only the last is told. */
const everyMs = 1_000;

/** Whoever is back within this time was never away, as when a page is loaded anew; in milliseconds. */
const graceMs = 2_500;

/** Looks from one sign of life for other nodes to the next. */
const looksPerBeat = 5;

/** Users of whom readers are told in one look; the others come with the next. */
const toldAtOnce = 500;

const keyOf = ({ tenantId, userId }: UserKey): string => `${tenantId}/${userId}`;

function userOfKey(key: string): UserKey {
  const [tenantId = '', userId = ''] = key.split('/');
  return { tenantId, userId };
}

/**
 * Who is here: over all sockets of a person, on all nodes. Held in memory alone; what stays is when somebody was last seen,
 * and who wishes not to be. It is told in rooms that list their members, to those who have them open.
 */
@Injectable()
export class Presence implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Presence');
  private readonly repeated = new Repeated(
    everyMs,
    () => this.look(),
    (error) => this.logger.debug({ err: error }, 'it could not be told who is here'),
  );
  private readonly locals = new Map<string, Local>();
  /** Users whose sockets here changed, and users that were seen differently, here or elsewhere, since the last look. */
  private readonly touched = new Set<string>();
  /** Users who have got a socket here since the last look. */
  private readonly newcomers = new Set<string>();
  private readonly changed = new Set<string>();
  /** As others see them; who is not in it is offline. */
  private readonly shown = new Map<string, 'online' | 'away'>();
  /** Who is to be told of, in turn. */
  private readonly untold = new Set<string>();
  /** When other nodes last saw those of whom they told something since the last look. */
  private readonly seenElsewhere = new Map<string, Date>();
  private looks = 0;

  constructor(
    private readonly sockets: UserSockets,
    private readonly others: OtherNodes,
    private readonly sightings: Sightings,
    private readonly repository: PresenceRepository,
    private readonly limits: RateLimits,
    private readonly bus: Bus,
  ) {
    bus.on('presence.hidden', ({ isHidden, ...user }) => this.hide(user, isHidden));
  }

  /** Begins to watch the sockets of `io`. */
  attach(io: ParleyServer): void {
    this.sockets.attach(io, {
      onCome: (user) => {
        this.touch(user);
        this.newcomers.add(keyOf(user));
      },
      onGo: (user) => this.touch(user),
      onLast: (user) => {
        this.touch(user);
        this.endIfGone(user);
      },
    });
  }

  onApplicationBootstrap(): void {
    this.others.start(
      () => [...this.locals].flatMap(([key, { told }]): StatusChange[] => (told ? [[key, told]] : [])),
      (key, seenAt) => this.hearOf(key, seenAt),
    );
    this.repeated.start();
  }

  /** Whoever is here now was last seen now. */
  async beforeApplicationShutdown(): Promise<void> {
    this.repeated.stop();
    this.others.leave();
    for (const [key, { told }] of this.locals) {
      if (told === 'online' || told === 'away') this.sightings.note(userOfKey(key), new Date());
    }
    await this.sightings.write().catch(() => undefined);
  }

  /** Whether a user has a socket on this node. */
  isHere(user: UserKey): boolean {
    return this.sockets.has(user);
  }

  /** Whether somebody who is on this node does not wish to be seen, as far as that is known. */
  isHidden(user: UserKey): boolean {
    return this.locals.get(keyOf(user))?.isHidden === true;
  }

  /**
   * How others see these people.
   * @param people with when they were last seen, as the database has it
   * @returns without those of whom nothing is known
   */
  of(tenantId: string, people: readonly { id: string; last_seen_at: string | null }[]): PresenceState[] {
    return people.flatMap(({ id: userId, last_seen_at: storedAt }): PresenceState[] => {
      const status = this.shown.get(keyOf({ tenantId, userId }));
      if (status) return [{ userId, status }];
      const seenAt = this.sightings.of({ tenantId, userId }) ?? (storedAt === null ? undefined : new Date(storedAt));
      return seenAt ? [{ userId, status: 'offline', lastSeenAt: seenAt.toISOString() }] : [];
    });
  }

  /**
   * `away` is of the socket, `invisible` of the person: who says `online` on some socket is seen again.
   * @throws DomainError rate_limited
   */
  async set(socket: ParleySocket, { status }: SetPresence): Promise<void> {
    const { caller } = socket.data;
    const { tenantId, userId } = caller;
    const wish = status === 'invisible' ? true : status === 'online' ? false : undefined;
    if (wish !== undefined && this.locals.get(keyOf(caller))?.isHidden !== wish) {
      await countChange(this.limits, caller);
      await this.repository.setHidden(caller, wish);
      this.bus.publish('presence.hidden', { tenantId, userId, isHidden: wish });
    }
    socket.data.isAway = status === 'away';
    this.touch(caller);
  }

  private touch(user: UserKey): void {
    const key = keyOf(user);
    const local = this.locals.get(key) ?? { isHidden: undefined, goneAtMs: undefined, told: null };
    if (this.sockets.has(user)) local.goneAtMs = undefined;
    else local.goneAtMs ??= performance.now();
    this.locals.set(key, local);
    this.touched.add(key);
  }

  private hide(user: UserKey, isHidden: boolean): void {
    const local = this.locals.get(keyOf(user));
    if (!local) return;
    local.isHidden = isHidden;
    this.touched.add(keyOf(user));
  }

  private hearOf(key: string, seenAt: Date): void {
    this.changed.add(key);
    this.seenElsewhere.set(key, seenAt);
    this.endIfGone(userOfKey(key));
  }

  private endIfGone(user: UserKey): void {
    if (this.sockets.has(user) || this.others.statusesOf(keyOf(user)).length > 0) return;
    this.bus.publish('user.gone', { tenantId: user.tenantId, userId: user.userId });
  }

  private async look(): Promise<void> {
    if (this.looks++ % looksPerBeat === 0) this.others.beat();
    await this.learnHidden();
    const changes = this.ownChanges();
    this.others.tellChanges(changes);
    for (const [key] of changes) this.changed.add(key);
    for (const key of this.changed) this.show(key);
    this.changed.clear();
    this.seenElsewhere.clear();
    await this.sightings.writeInTime();
    await this.tell();
  }

  /** Asks about those who came since the last look whether they wish to be seen; those who do not are told so. */
  private async learnHidden(): Promise<void> {
    const asked = [...this.newcomers];
    if (asked.length === 0) return;
    const hidden = new Set((await this.repository.listHidden(asked.map(userOfKey))).map(keyOf));
    for (const key of asked) {
      this.newcomers.delete(key);
      const local = this.locals.get(key);
      // They may have said it themselves meanwhile.
      if (local) local.isHidden ??= hidden.has(key);
      const { tenantId, userId } = userOfKey(key);
      if (local?.isHidden) this.bus.publish('presence.hidden', { tenantId, userId, isHidden: true });
    }
  }

  /** What this node has to tell of its users since the last look. */
  private ownChanges(): StatusChange[] {
    const changes: StatusChange[] = [];
    for (const key of this.touched) {
      const local = this.locals.get(key);
      const status = local ? this.ownStatus(key, local) : null;
      if (status === undefined) continue;
      this.touched.delete(key);
      if (!local) continue;
      if (status === null) this.locals.delete(key);
      if (status === local.told) continue;
      local.told = status;
      changes.push([key, status]);
    }
    return changes;
  }

  /** `undefined`: it is too early to say. */
  private ownStatus(key: string, { isHidden, goneAtMs }: Local): NodeStatus | null | undefined {
    if (goneAtMs !== undefined) return performance.now() - goneAtMs < graceMs ? undefined : null;
    if (isHidden === undefined) return undefined;
    if (isHidden) return 'invisible';
    return this.sockets.of(userOfKey(key)).every(({ data }) => data.isAway) ? 'away' : 'online';
  }

  /** Finds out how others see a user now, and remembers when they were last seen. */
  private show(key: string): void {
    const statuses = [this.locals.get(key)?.told, ...this.others.statusesOf(key)];
    const isHidden = statuses.includes('invisible');
    const status = isHidden ? undefined : (['online', 'away'] as const).find((one) => statuses.includes(one));
    if (status === this.shown.get(key)) return;
    if (status) this.shown.set(key, status);
    else {
      this.shown.delete(key);
      this.sightings.note(userOfKey(key), this.seenElsewhere.get(key) ?? new Date());
    }
    this.untold.add(key);
  }

  /** Where anybody here is told of these users; nobody asks the database about tenants of whom no room is open here. */
  private async listOpenRooms(users: readonly UserKey[]): Promise<(UserKey & { roomId: string })[]> {
    const isRead = (user: UserKey): boolean => this.sockets.openRoomIds(user.tenantId).size > 0;
    const asked = users.filter(isRead);
    if (asked.length === 0) return [];
    const tenantIds = new Set(asked.map(({ tenantId }) => tenantId));
    const roomIds = [...tenantIds].flatMap((tenantId) => [...this.sockets.openRoomIds(tenantId)]);
    return this.repository.listSmallRooms(asked, roomIds);
  }

  private async tell(): Promise<void> {
    const keys = [...this.untold].slice(0, toldAtOnce);
    if (keys.length === 0) return;
    const rooms = await this.listOpenRooms(keys.map(userOfKey));
    const roomsOf = new Map<string, string[]>(keys.map((key) => [key, []]));
    for (const { roomId, ...user } of rooms) roomsOf.get(keyOf(user))?.push(roomId);
    for (const [key, roomIds] of roomsOf) {
      this.untold.delete(key);
      const { tenantId, userId } = userOfKey(key);
      const [presence = { userId, status: 'offline' as const }] = this.of(tenantId, [
        { id: userId, last_seen_at: null },
      ]);
      if (roomIds.length > 0) this.bus.publish('presence.changed', { tenantId, roomIds, presence });
    }
  }
}
