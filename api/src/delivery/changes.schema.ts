import { z } from 'zod';
import { id } from '../common/schema/id.js';
import { queryInt } from '../common/schema/paging.js';
import { wellFormed } from '../common/schema/text.js';
import { Member, OwnMember } from '../members/member.schema.js';
import { Message } from '../messages/message.schema.js';
import { PresenceState } from '../presence/presence.schema.js';
import { Room, Slug } from '../rooms/room.schema.js';
import { User } from '../users/user.schema.js';

/** Where a client stands: everything up to `position` of `epoch` is applied. */
export interface Standing {
  epoch: string;
  position: number;
  /** The held message that changed last: when the room does not bear it out, the client's history is another one. */
  anchor?: { messageId: string; position: number } | undefined;
}

/** What changed in a room after a position, or the room afresh (`reset`). */
export const Changes = z
  .strictObject({
    roomId: id('room'),
    epoch: z.string(),
    after: z.int().describe('The position these changes follow; 0 in a reset'),
    position: z.int().describe("The room's position once they are applied"),
    reset: z.boolean().describe('True: drop what was held, this is the room afresh'),
    messages: z.array(Message).describe('Ascending by seq'),
    members: z.array(Member),
    room: Room.nullable().describe('Set when the room itself changed, and in a reset'),
    users: z.array(User).describe('Every author and member named, and whom system messages are about'),
  })
  .meta({ id: 'Changes' });
export type Changes = z.infer<typeof Changes>;

/** A frame with nothing in it, at a place of a room's log; for whoever fills it. */
export const emptyChanges = (roomId: string, epoch: string, position: number): Changes => ({
  roomId,
  epoch,
  after: position,
  position,
  reset: false,
  messages: [],
  members: [],
  room: null,
  users: [],
});

const epoch = wellFormed.max(64).describe('The epoch of the position');
const anchorId = id('message').max(64).describe('Id of the held message that changed last');

/** Where a client stands, in a query string. `epoch` and `after` come together, or not at all. */
export const ChangesQuery = z
  .strictObject({
    epoch: epoch.optional(),
    after: queryInt(0, Number.MAX_SAFE_INTEGER).optional().describe('The position the client holds'),
    anchorId: anchorId.optional(),
    anchorPosition: queryInt(0, Number.MAX_SAFE_INTEGER).optional().describe('The position of that message'),
    limit: queryInt(1, 100).default(50).describe('Most messages in a reset'),
  })
  .refine(({ epoch: e, after }) => (e === undefined) === (after === undefined), 'epoch and after come together')
  .refine(
    (q) => (q.anchorId === undefined) === (q.anchorPosition === undefined),
    'anchorId and anchorPosition come together',
  );
export type ChangesQuery = z.infer<typeof ChangesQuery>;

/** Where the client of a query string stands; `null` = nowhere yet. */
export function toStanding(query: ChangesQuery): Standing | null {
  const { epoch: heldEpoch, after, anchorId: messageId, anchorPosition } = query;
  if (heldEpoch === undefined || after === undefined) return null;
  const anchor =
    messageId === undefined || anchorPosition === undefined ? undefined : { messageId, position: anchorPosition };
  return { epoch: heldEpoch, position: after, anchor };
}

const position = z.int().min(0).describe('The position the client holds');

const Anchor = z
  .strictObject({ messageId: anchorId, position: z.int().min(0).describe('The position of that message') })
  .describe('The held message that changed last: guards against a history that was put back')
  .meta({ id: 'Anchor' });

/** Where a client stands in a room it opens. */
const standing = { epoch: epoch.optional(), position: position.optional(), anchor: Anchor.optional() };

export const OpenRoom = z
  .strictObject({
    roomId: id('room').optional().describe('The room, by id'),
    slug: Slug.optional().describe('The room, by slug; made when the tenant lets the caller'),
    ...standing,
    limit: z.int().min(1).max(100).default(50).describe('Most messages in a reset'),
  })
  .refine(({ roomId, slug }) => (roomId === undefined) !== (slug === undefined), 'give roomId or slug')
  .refine((input) => (input.epoch === undefined) === (input.position === undefined), 'epoch and position come together')
  .meta({ id: 'OpenRoom' });
export type OpenRoom = z.infer<typeof OpenRoom>;

export const OpenedRoom = z
  .strictObject({
    room: Room,
    member: OwnMember.nullable().describe("The caller's own seat"),
    members: z.array(Member).describe("Everybody seated; above 200 members the caller's and the authors' only"),
    users: z.array(User),
    presence: z
      .array(PresenceState)
      .describe('Of the members, as far as something is known, above 200 none; and that oneself is invisible'),
    changes: Changes,
  })
  .meta({ id: 'OpenedRoom' });
export type OpenedRoom = z.infer<typeof OpenedRoom>;

export const CloseRoom = z.strictObject({ roomId: id('room') }).meta({ id: 'CloseRoom' });
export type CloseRoom = z.infer<typeof CloseRoom>;

export const Sync = z
  .strictObject({
    rooms: z
      .array(z.strictObject({ roomId: id('room'), epoch, position, anchor: Anchor.optional() }))
      .min(1)
      .max(100)
      .refine((rooms) => new Set(rooms.map((room) => room.roomId)).size === rooms.length, 'names a room twice'),
  })
  .meta({ id: 'Sync' });
export type Sync = z.infer<typeof Sync>;

export const Synced = z
  .strictObject({
    changes: z.array(Changes),
    gone: z.array(id('room')).describe('Rooms that are not visible, or no longer'),
  })
  .meta({ id: 'Synced' });
export type Synced = z.infer<typeof Synced>;

const Head = z.strictObject({ roomId: id('room'), epoch: z.string(), position: z.int() }).meta({ id: 'Head' });

export const Heads = z.strictObject({ heads: z.array(Head) }).meta({ id: 'Heads' });
export type Heads = z.infer<typeof Heads>;
