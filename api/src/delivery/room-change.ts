import type { EntityManager } from 'typeorm';
import type { TenantCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { newId } from '../common/ids.js';
import { type MemberRow, toMember } from '../members/member.mapper.js';
import type { Member } from '../members/member.schema.js';
import { type MessageRow, toMessage } from '../messages/message.mapper.js';
import type { Message, SystemEvent } from '../messages/message.schema.js';
import type { MembersRepository } from '../members/members.repository.js';
import type { Sanction, SanctionKind, SanctionsRepository } from '../members/sanctions.repository.js';
import { maxListedMembers } from '../rooms/room.schema.js';
import type { RoomRow } from '../rooms/room.mapper.js';
import { higherRole, isSeated } from '../rooms/rooms.policy.js';
import type { ReactorsRepository } from './reactors.repository.js';
import type { EmptiedRow, RoomLogRepository } from './room-log.repository.js';

/** The position of a seat that took none: nobody catches up with it. */
const untold = 0;

/** Most messages that one change moves, and most bytes of their texts, about: readers get them in one frame. */
const maxMoved = 100;
const maxMovedBytes = 128 * 1024;

/** What became of a hand-over. */
export interface HandedOver {
  /** The new one sits here only since then. */
  readonly hasJoined: boolean;
  /** Messages that were moved, or that they had reacted to; 0 = there are no more. */
  readonly moved: number;
}

/** The SQL that changes of a room use. */
export interface RoomRepositories {
  readonly log: RoomLogRepository;
  readonly members: MembersRepository;
  readonly sanctions: SanctionsRepository;
  readonly reactors: ReactorsRepository;
}

/** Where a room's log stands. */
export interface Head {
  lastSeq: number;
  position: number;
  epoch: string;
}

/**
 * One change of a room's seats or of its own fields, from the lock on its head to the commit. It takes positions, and
 * collects what the readers are told. What people write whole is the writer's; what the room tells of itself, and what is only begun,
 * is written here.
 */
export class RoomChange {
  /** Where the log stood before this change. */
  readonly before: Readonly<Head>;
  readonly members: Member[] = [];
  readonly messages: Message[] = [];
  private roomRow: RoomRow | undefined;
  private isRoomTouched = false;
  private heard: Set<string> | null = null;

  readonly tenantId: string;
  readonly roomId: string;
  private readonly maxMembers: number;
  private readonly repository: RoomLogRepository;
  private readonly membersRepository: MembersRepository;
  private readonly sanctions: SanctionsRepository;
  private readonly reactors: ReactorsRepository;

  constructor(
    /** Which room, and how many members it may have. */
    room: { tenantId: string; roomId: string; maxMembers: number },
    readonly manager: EntityManager,
    /** Where the log stands now, with what this change took already. */
    readonly head: Head,
    { log, members, sanctions, reactors }: RoomRepositories,
  ) {
    this.repository = log;
    this.membersRepository = members;
    this.sanctions = sanctions;
    this.reactors = reactors;
    this.tenantId = room.tenantId;
    this.roomId = room.roomId;
    this.maxMembers = room.maxMembers;
    this.before = { ...head };
  }

  get hasRoomChanged(): boolean {
    return this.isRoomTouched;
  }

  /**
   * Where lists of rooms show something of this change: those for whom more or fewer messages count as mentions. null = they do
   * not.
   */
  get listeners(): ReadonlySet<string> | null {
    return this.heard;
  }

  /** What was written by this change. */
  get newMessages(): readonly Message[] {
    return this.messages.filter(({ seq }) => seq > this.before.lastSeq);
  }

  /** The room as it is under the lock. @throws DomainError room_not_found when it was removed meanwhile */
  async room(): Promise<RoomRow> {
    this.roomRow ??= await this.repository.findRoom(this.manager, this.tenantId, this.roomId);
    if (!this.roomRow) throw new DomainError('room_not_found');
    return this.roomRow;
  }

  /** The seat of a user as it is under the lock. */
  async member(userId: string): Promise<MemberRow | null> {
    return (await this.membersRepository.find(this.tenantId, this.roomId, userId, this.manager)) ?? null;
  }

  /** The caller's own seat as it is under the lock; null for the tenant's server. */
  async seatOf(caller: TenantCaller): Promise<MemberRow | null> {
    return caller.kind === 'user' ? this.member(caller.userId) : null;
  }

  /**
   * Seats a user who has no seat, read up to `readSeq`. In a large room this takes no position and is not told.
   * @throws DomainError room_full
   */
  async join(userId: string, readSeq: number): Promise<MemberRow> {
    if ((await this.room()).member_count >= this.maxMembers) throw new DomainError('room_full');
    const isTold = await this.areSeatsTold();
    return this.reseat(isTold, (position) =>
      this.membersRepository.seat(this.manager, this.key(userId), position, readSeq),
    );
  }

  /**
   * Gives a user's seat up; a match room is over once one is left alone. In a large room it takes no position and is not told that they
   * left, but that they were removed.
   */
  async leave(userId: string, reason: 'left' | 'removed'): Promise<MemberRow> {
    const isTold = reason === 'removed' || (await this.areSeatsTold());
    const { type, member_count: before } = await this.room();
    if (type === 'match' && before <= 2) await this.repository.archive(this.manager, this.tenantId, this.roomId);
    return this.reseat(isTold, (position) => this.membersRepository.unseat(this.manager, this.key(userId), position));
  }

  /** Whether the room is without an owner once this one is none. */
  async isLastOwner({ user_id: userId, role }: MemberRow): Promise<boolean> {
    return role === 'owner' && !(await this.membersRepository.hasOtherOwner(this.manager, this.key(userId)));
  }

  /** Whether anybody else sits here. */
  hasOthers(userId: string): Promise<boolean> {
    return this.membersRepository.hasOthers(this.manager, this.key(userId));
  }

  /** Before an owner goes: where there is no other one, the moderator who sits longest takes the place, or else the member. */
  async bequeath(leaver: MemberRow): Promise<void> {
    if (!(await this.isLastOwner(leaver))) return;
    const heir = await this.membersRepository.findHeir(this.manager, this.key(leaver.user_id));
    if (heir !== undefined) await this.setRole(heir, 'owner');
  }

  /** Gives a seat another role. */
  setRole(userId: string, role: Member['role']): Promise<MemberRow> {
    return this.reseat(true, (position) =>
      this.membersRepository.setRole(this.manager, this.key(userId), position, role),
    );
  }

  /** Bans or mutes a user, who need not have a seat; a ban gives up the one that they have. */
  sanction(kind: SanctionKind, userId: string, sanction: Sanction): Promise<MemberRow> {
    return this.reseat(true, (position) => this.sanctions[kind](this.manager, this.key(userId), position, sanction));
  }

  /** Ends a ban or a mute. */
  pardon(kind: SanctionKind, userId: string): Promise<MemberRow> {
    return this.reseat(true, (position) => this.sanctions.pardon(this.manager, this.key(userId), position, kind));
  }

  /**
   * Tells in the room's log what becomes of the room: an entry with the next seq. Before a change of the actor's own seat, so that
   * this is told with how far they have read then.
   * @param actorId who does it; null = no user: the tenant's server
   */
  async note(actorId: string | null, system: SystemEvent): Promise<void> {
    const authorId = actorId ?? this.tenantId;
    await this.add((place) => {
      return this.repository.insertSystem(this.manager, this, { id: newId(), ...place, authorId, system });
    });
  }

  /** Adds an entry to the log, with the next seq. Readers get it as `write` leaves it. */
  async add(write: (place: { seq: number; position: number }) => Promise<MessageRow>): Promise<Message> {
    this.head.lastSeq += 1;
    const message = toMessage(await write({ seq: this.head.lastSeq, position: this.nextPosition() }));
    this.messages.push(message);
    return message;
  }

  /** Changes one message, which takes the next position. Readers get it as `write` leaves it. */
  async rewrite(write: (position: number) => Promise<MessageRow>): Promise<Message> {
    const message = toMessage(await write(this.nextPosition()));
    this.messages.push(message);
    return message;
  }

  /** What the room's newest message says may be another thing now, and so may how many messages mention these users. */
  tellLists(userIds: readonly string[]): void {
    this.heard = new Set([...(this.heard ?? []), ...userIds]);
  }

  /** Deletes a message that is not deleted yet: it keeps its seq and has no text any more. */
  async emptyMessage(seq: number): Promise<Message> {
    const [message] = this.emptied(await this.repository.emptyMessage(this.manager, this, seq, this.head.position));
    if (!message) throw new Error('a message was not deleted');
    return message;
  }

  /**
   * Deletes messages of one author: each keeps its seq and has no text any more.
   * @param after the clientId to go on behind; '' = from the beginning
   * @returns where to go on; null = there are no more
   */
  async emptyMessagesOf(authorId: string, after: string, limit: number): Promise<string | null> {
    const { tenantId, roomId } = this;
    const rows = await this.repository.emptyMessages(
      this.manager,
      { tenantId, roomId, authorId },
      { position: this.head.position, after, limit },
    );
    this.emptied(rows);
    return rows.length < limit ? null : (rows[0]?.last_client_id ?? null);
  }

  /** Collects what was deleted; each has taken the next position. */
  private emptied(rows: readonly EmptiedRow[]): Message[] {
    const messages = rows.map(toMessage);
    this.head.position += messages.length;
    this.messages.push(...messages);
    if (rows[0]) this.tellLists(rows[0].heard_ids ?? []);
    return messages;
  }

  /**
   * Gives another user what one has here: the seat, and messages, as many as one frame takes. Who sits here already keeps
   * the higher role and the further read pointer of the two; who is banned gets no seat. A direct room that the other has twice then is archived. Done
   * again it goes on where it was.
   */
  async handOver(fromId: string, toId: string): Promise<HandedOver> {
    const { tenantId, roomId, manager } = this;
    const room = await this.repository.findRoom(manager, tenantId, roomId);
    if (!room) return this.handOverRemoved(fromId, toId);
    const from = await this.member(fromId);
    const to = await this.member(toId);
    const isBanned = to?.is_banned === true;
    if (from && isSeated(from)) await (isBanned ? this.giveUp(from) : this.passSeat(from, to, toId));
    else if (from) await this.passFormer(from, to, toId);
    const both = { tenantId, roomId, fromId, toId };
    await this.repository.passMentions(manager, both);
    await this.repository.passThreads(manager, both);
    const moved = await this.moveAll(fromId, toId);
    if (room.type === 'direct') await this.repository.passPair(manager, both);
    if (room.type === 'direct' && (await this.repository.archiveTwin(manager, both))) await this.touchRoom();
    return { hasJoined: isSeated(from) && !isSeated(to) && !isBanned, moved };
  }

  /** Nobody sits in a room that was removed. What was written there is in exports still, and goes when its author goes. */
  private async handOverRemoved(fromId: string, toId: string): Promise<HandedOver> {
    await this.membersRepository.noteFormer(this.manager, this.key(toId), fromId, untold);
    await this.repository.passThreads(this.manager, { tenantId: this.tenantId, roomId: this.roomId, fromId, toId });
    return { hasJoined: false, moved: await this.moveAll(fromId, toId) };
  }

  /** First what they wrote, then how they reacted: one frame has either. */
  private async moveAll(fromId: string, toId: string): Promise<number> {
    return (await this.moveMessages(fromId, toId)) || this.passReactions(fromId, toId);
  }

  /** @returns how many */
  private async moveMessages(fromId: string, toId: string): Promise<number> {
    const { tenantId, roomId } = this;
    const rows = await this.repository.moveMessages(
      this.manager,
      { tenantId, roomId, fromId, toId },
      { position: this.head.position, limit: maxMoved, maxBytes: maxMovedBytes },
    );
    this.head.position += rows.length;
    this.messages.push(...rows.map(toMessage));
    return rows.length;
  }

  /**
   * Gives another user the reactions that one has here, of as many messages as one frame takes.
   * @param toId null = takes them away
   * @returns of how many; 0 = there are no more
   */
  async passReactions(fromId: string, toId: string | null): Promise<number> {
    const { tenantId, roomId, manager, reactors } = this;
    const bounds = { limit: maxMoved, maxBytes: maxMovedBytes };
    const seqs = await reactors.handOver(manager, { tenantId, roomId, fromId, toId }, bounds);
    if (seqs.length === 0) return 0;
    const rows = await reactors.recount(manager, { tenantId, roomId }, this.head.position, seqs);
    this.head.position += rows.length;
    this.messages.push(...rows.map(toMessage));
    return seqs.length;
  }

  /** Marks the room's own fields as changed. */
  async touchRoom(): Promise<void> {
    this.isRoomTouched = true;
    await this.repository.setRoomPosition(this.manager, this.tenantId, this.roomId, this.nextPosition());
  }

  /** Gives up a seat that the other one may not have. */
  private async giveUp(from: MemberRow): Promise<void> {
    await this.bequeath(from);
    await this.leave(from.user_id, 'removed');
  }

  /** What became of somebody who sits here no more goes on for the other one; where that shuts them out, all are told as of any ban. */
  private async passFormer(from: MemberRow, to: MemberRow | null, toId: string): Promise<void> {
    const note = (position: number) =>
      this.membersRepository.noteFormer(this.manager, this.key(toId), from.user_id, position);
    const isShutOut = from.is_banned && !isSeated(to) && to?.is_banned !== true;
    if (!isShutOut) return void (await note(untold));
    await this.reseat(true, async (position) => {
      const row = await note(position);
      if (!row) throw new Error('a ban was not carried over');
      return row;
    });
  }

  private async passSeat(from: MemberRow, to: MemberRow | null, toId: string): Promise<void> {
    const { manager } = this;
    const kept = isSeated(to) ? to : from;
    const seat = {
      role: higherRole(from.role, kept.role),
      joined_at: new Date(from.joined_at) < new Date(kept.joined_at) ? from.joined_at : kept.joined_at,
      read_seq: Math.max(from.read_seq, to?.read_seq ?? 0),
      isCounted: isSeated(to),
    };
    // Roles are told in rooms of any size.
    const isTold = seat.role !== 'member' || (await this.areSeatsTold());
    await this.reseat(isTold, (position) => this.membersRepository.unseat(manager, this.key(from.user_id), position));
    await this.reseat(isTold, (position) =>
      this.membersRepository.succeed(manager, this.key(toId), position, from.user_id, seat),
    );
  }

  private nextPosition(): number {
    this.head.position += 1;
    return this.head.position;
  }

  private async areSeatsTold(): Promise<boolean> {
    return (await this.room()).member_count <= maxListedMembers;
  }

  private async reseat(isTold: boolean, write: (position: number) => Promise<MemberRow>): Promise<MemberRow> {
    if (!isTold) return write(untold);
    const row = await write(this.nextPosition());
    this.members.push(toMember(row));
    this.isRoomTouched = true;
    return row;
  }

  private key(userId: string) {
    return { tenantId: this.tenantId, roomId: this.roomId, userId };
  }
}
