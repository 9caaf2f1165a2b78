import { z } from 'zod';
import { OpenSession } from '../auth/own-sessions.schema.js';
import { Block } from '../blocks/block.schema.js';
import { id } from '../common/schema/id.js';
import { Member } from '../members/member.schema.js';
import { Message, MessageVersion } from '../messages/message.schema.js';
import { FiledReport } from '../reports/report.schema.js';
import { Room } from '../rooms/room.schema.js';
import { ScheduledMessage } from '../scheduled/scheduled-message.schema.js';
import { Me } from '../users/user.schema.js';

/** A room that the caller sits in, or sat in. */
const ExportedRoom = z
  .strictObject({
    roomId: id('room'),
    room: Room.nullable().describe('null where the caller sees it no more'),
    member: Member.describe('The caller’s seat'),
  })
  .meta({ id: 'ExportedRoom' });
export type ExportedRoom = z.infer<typeof ExportedRoom>;

/** A picture that is kept here, whole. */
const ExportedPicture = z
  .strictObject({
    mimeType: z.string(),
    sizeBytes: z.int(),
    url: z.string().describe('Where it is served'),
    data: z.string().describe('Its bytes, in Base64'),
  })
  .meta({ id: 'ExportedPicture' });
export type ExportedPicture = z.infer<typeof ExportedPicture>;

/** What a message of the caller said before it was edited. */
const ExportedVersion = z
  .strictObject({ roomId: id('room'), messageId: id('message'), ...MessageVersion.shape })
  .meta({ id: 'ExportedVersion' });

/** One emoji that the caller gave a message. */
const ExportedReaction = z
  .strictObject({
    roomId: id('room'),
    messageId: id('message'),
    emoji: z.string(),
    createdAt: z.string().describe('ISO 8601, UTC'),
  })
  .meta({ id: 'ExportedReaction' });

/** A message that the caller marked to find it again. */
const ExportedBookmark = z
  .strictObject({
    roomId: id('room'),
    messageId: id('message'),
    bookmarkedAt: z.string().describe('ISO 8601, UTC'),
  })
  .meta({ id: 'ExportedBookmark' });
/** A thread that the caller follows. */
const ExportedThread = z
  .strictObject({
    roomId: id('room'),
    messageId: id('message').describe('The message on which it hangs'),
    readSeq: z.int().describe('How far the caller has read it'),
  })
  .meta({ id: 'ExportedThread' });

/** Everything that is known of the caller, as one file. */
export const Export = z
  .strictObject({
    exportedAt: z.string().describe('ISO 8601 UTC'),
    profile: Me,
    picture: ExportedPicture.nullable().describe('The caller’s picture; null = none, or it is kept by somebody else'),
    sessions: z.array(OpenSession).describe('Where the caller is signed in'),
    blocks: z.array(Block).describe('Whom the caller blocks'),
    rooms: z.array(ExportedRoom),
    messages: z
      .array(Message)
      .describe('What the caller wrote, room by room; with the files that were attached, and their addresses'),
    versions: z.array(ExportedVersion).describe('What those messages said before they were edited'),
    reactions: z.array(ExportedReaction).describe('How the caller reacted, room by room'),
    scheduledMessages: z.array(ScheduledMessage).describe('What the caller wrote to be sent later'),
    threads: z.array(ExportedThread).describe('Which threads the caller follows, room by room'),
    reports: z.array(FiledReport).describe('What the caller reported'),
    bookmarks: z.array(ExportedBookmark).describe('What the caller bookmarked, also where they see it no more'),
  })
  .meta({ id: 'Export' });
export type Export = z.infer<typeof Export>;
