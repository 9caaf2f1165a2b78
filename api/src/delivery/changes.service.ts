import { Injectable } from '@nestjs/common';
import type { TenantCaller } from '../common/access/caller.js';
import { type Asked, NextRead } from '../common/cache/next-read.js';
import { DomainError } from '../common/errors/domain-error.js';
import { isId } from '../common/ids.js';
import { toOwnMember } from '../members/member.mapper.js';
import { Presence } from '../presence/presence.service.js';
import { toRoom } from '../rooms/room.mapper.js';
import { requireSeen, seatOf } from '../rooms/room-access.service.js';
import { ChangesRepository, type RoomHead, type RoomSnapshot } from './changes.repository.js';
import type { Changes, OpenedRoom, Standing } from './changes.schema.js';
import { afreshView, maxChanges, type RoomView, sinceView, withOwnSeat } from './room-view.js';

/** What one reader asks of a room; those of one key share a read. */
interface Question {
  readonly caller: TenantCaller;
  readonly roomId: string;
  /** Most messages of a room read afresh. */
  readonly limit: number;
  /** Whether all members are wanted that are shown, also those that did not change. */
  readonly isWhole: boolean;
}

interface QuestionSince extends Question {
  readonly standing: Standing;
}

/** Rooms of one tenant that one socket has open. */
interface Rooms {
  readonly tenantId: string;
  readonly roomIds: readonly string[];
}

/** Rooms whose heads one statement reads. */
const headsAtOnce = 500;

/** Catching up: exactly what changed since a position, or the room afresh, never half of it. */
@Injectable()
export class ChangesService {
  private readonly afreshReads = new NextRead((asked: Asked<Question>) => this.readAfresh(asked));
  private readonly sinceReads = new NextRead((asked: Asked<QuestionSince>) => this.readSince(asked));
  private readonly headReads = new NextRead((asked: Asked<Rooms>) => this.readHeads(asked));

  constructor(
    private readonly repository: ChangesRepository,
    private readonly presence: Presence,
  ) {}

  /** @throws DomainError room_not_found */
  async since(caller: TenantCaller, roomId: string, standing: Standing | null, limit: number): Promise<Changes> {
    const { changes } = await this.weighedSince(caller, roomId, standing, limit);
    return changes;
  }

  /** As `since`, and about how many bytes it takes as JSON. @throws DomainError room_not_found */
  async weighedSince(
    caller: TenantCaller,
    roomId: string,
    standing: Standing | null,
    limit: number,
  ): Promise<{ changes: Changes; bytes: number }> {
    const { view, changes } = await this.read({ caller, roomId, limit, isWhole: false }, standing);
    return { changes, bytes: view.bytes };
  }

  /**
   * What `room:open` answers; who is here is asked for when the socket hears of who comes and goes.
   * @throws DomainError room_not_found
   */
  async open(
    caller: TenantCaller,
    roomId: string,
    standing: Standing | null,
    limit: number,
  ): Promise<Omit<OpenedRoom, 'presence'> & { presence: () => OpenedRoom['presence'] }> {
    const { view, changes } = await this.read({ caller, roomId, limit, isWhole: true }, standing);
    const { members, users } = withOwnSeat(view, view.snapshot, seatOf(caller));
    const own = ownSeat(view.snapshot, caller);
    const room = toRoom(view.snapshot.room);
    const seated = new Set(members.map((member) => member.userId));
    const people = room.membersListed ? view.snapshot.users.filter((user) => seated.has(user.id)) : [];
    return {
      room,
      member: own && own.left_at === null ? toOwnMember(own) : null,
      members: [...members],
      users: [...users],
      presence: () => this.presenceFor(caller, people),
      changes,
    };
  }

  /** Whoever asks is here, whatever others see; and is told that they see nothing, which a client may have missed. */
  private presenceFor(caller: TenantCaller, people: Parameters<Presence['of']>[1]): OpenedRoom['presence'] {
    const { tenantId } = caller;
    const userId = seatOf(caller);
    const seen = this.presence.of(tenantId, people);
    if (userId !== null && this.presence.isHidden({ tenantId, userId }))
      return [...seen.filter((one) => one.userId !== userId), { userId, status: 'invisible' }];
    return seen.filter((one) => one.userId !== userId || one.status !== 'offline');
  }

  /** Where these rooms stand; those that never were are left out. */
  async heads(tenantId: string, roomIds: readonly string[]): Promise<Omit<RoomHead, 'tenantId'>[]> {
    if (roomIds.length === 0) return [];
    const heads = await this.headReads.ask('', { tenantId, roomIds });
    return roomIds.flatMap((roomId) => {
      const head = heads.get(`${tenantId}/${roomId}`);
      return head ? [{ roomId, epoch: head.epoch, position: head.position }] : [];
    });
  }

  private async read(question: Question, standing: Standing | null): Promise<{ view: RoomView; changes: Changes }> {
    const { caller, roomId, limit, isWhole } = question;
    if (!isId(roomId)) throw new DomainError('room_not_found');
    const room = `${caller.tenantId}/${roomId}`;
    if (standing) {
      const key = `${room}/${isWhole}/${standing.position}/${standing.epoch}`;
      const view = requireVisible(caller, await this.sinceReads.ask(key, { ...question, standing }));
      if (view.changes && isBorneOut(standing, view.snapshot)) return { view, changes: view.changes };
    }
    const view = requireVisible(caller, await this.afreshReads.ask(`${room}/${limit}`, question));
    return { view, changes: withOwnSeat(view.changes, view.snapshot, seatOf(caller)) };
  }

  private async readAfresh(asked: Asked<Question>) {
    const snapshot = await this.repository.readAfresh(requestOf(asked), asked[0].limit);
    return snapshot && afreshView(snapshot);
  }

  private async readSince(asked: Asked<QuestionSince>) {
    const [{ standing, isWhole }] = asked;
    const anchorIds = asked.flatMap(({ standing: { anchor } }) => (isId(anchor?.messageId) ? [anchor.messageId] : []));
    const { epoch, position } = standing;
    const snapshot = await this.repository.readSince(requestOf(asked), {
      epoch,
      position,
      limit: maxChanges + 1,
      anchorIds: [...new Set(anchorIds)],
      isWhole,
    });
    return snapshot && sinceView(snapshot, position);
  }

  private async readHeads(asked: Asked<Rooms>): Promise<ReadonlyMap<string, RoomHead>> {
    const rooms = new Map(
      asked.flatMap(({ tenantId, roomIds }) =>
        roomIds.map((roomId) => [`${tenantId}/${roomId}`, { tenantId, roomId }] as const),
      ),
    );
    const wanted = [...rooms.values()];
    const heads = new Map<string, RoomHead>();
    for (let at = 0; at < wanted.length; at += headsAtOnce) {
      for (const head of await this.repository.readHeads(wanted.slice(at, at + headsAtOnce))) {
        heads.set(`${head.tenantId}/${head.roomId}`, head);
      }
    }
    return heads;
  }
}

/** What is asked together, of the one room that all ask about. */
function requestOf(asked: Asked<Question>) {
  const [{ caller, roomId }] = asked;
  const userIds = new Set(asked.flatMap((question) => seatOf(question.caller) ?? []));
  return { tenantId: caller.tenantId, roomId, userIds: [...userIds] };
}

const ownSeat = ({ own }: RoomSnapshot, caller: TenantCaller) =>
  own.find((seat) => seat.user_id === seatOf(caller)) ?? null;

/** Each reader is let in by their own seat, whoever else shares the read. @throws DomainError room_not_found | banned */
function requireVisible<View extends RoomView>(caller: TenantCaller, view: View | undefined): View {
  if (!view) throw new DomainError('room_not_found');
  requireSeen(caller, view.snapshot.room.type, ownSeat(view.snapshot, caller));
  return view;
}

/** Whether the client's history is the room's: same epoch, not ahead of it, and its anchor where it says. */
function isBorneOut({ epoch, position, anchor }: Standing, { room, anchors }: RoomSnapshot): boolean {
  if (epoch !== room.epoch || position > room.head_position) return false;
  return anchor === undefined || (anchors[anchor.messageId] ?? -1) >= anchor.position;
}
