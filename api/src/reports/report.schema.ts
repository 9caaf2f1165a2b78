import { z } from 'zod';
import { id } from '../common/schema/id.js';
import { cursor, limit, pageOf } from '../common/schema/paging.js';
import { text } from '../common/schema/text.js';
import { Message, MessageVersion } from '../messages/message.schema.js';
import { Room } from '../rooms/room.schema.js';
import { User } from '../users/user.schema.js';

/** Most code points of what somebody says against a message. */
const reasonMaxCodePoints = 1_000;
/** Most code points of what whoever looks after reports writes down. */
const noteMaxCodePoints = 2_000;

const status = z.enum(['open', 'resolved', 'dismissed']).describe('`open` until somebody has seen to it');

/** What was said, as it was when it was reported, whatever becomes of it later. */
const Evidence = z
  .strictObject({
    room: Room.pick({ id: true, type: true, name: true, slug: true }),
    message: Message,
    versions: z.array(MessageVersion).describe('What the message said before it was edited, the latest first'),
    before: z.array(Message).describe('The messages before it, ascending by seq'),
    after: z.array(Message).describe('The messages after it, ascending by seq'),
    users: z.array(User).describe('Who wrote these, whom system messages are about, and who reported'),
    isWhole: z
      .boolean()
      .describe('false where earlier texts and neighbours were left out, the farthest first: all would be too large'),
  })
  .meta({ id: 'Evidence' });
export type Evidence = z.infer<typeof Evidence>;
/** All that there is, however much. */
export type FoundEvidence = Omit<Evidence, 'isWhole'>;

/** What a report tells of itself for good: this, and the seal of the report before, is what `seal` is made of. */
const sealed = {
  id: id('report'),
  number: z.int().describe('1, 2, 3 in the tenant, with no holes'),
  roomId: id('room'),
  messageId: id('message'),
  reporterId: id('user'),
  reason: z.string(),
  createdAt: z.string().describe('ISO 8601, UTC'),
  evidence: Evidence,
};

export const Report = z
  .strictObject({
    ...sealed,
    previousSeal: z.string().nullable().describe('The seal of the report with the number before; null of the first'),
    seal: z
      .string()
      .describe(
        'SHA-256, in hexadecimal, of `previousSeal` (nothing for null) and the canonical JSON (RFC 8785) of the fields from `id` to `evidence`',
      ),
    status,
    note: z.string().nullable().describe('Of whoever saw to it'),
    handledAt: z.string().nullable().describe('When it was resolved or dismissed; ISO 8601, UTC'),
  })
  .meta({ id: 'Report' });
export type Report = z.infer<typeof Report>;
/** What is sealed of a report. */
export type Sealed = Pick<Report, keyof typeof sealed>;

export const ReportPage = pageOf('ReportPage', Report);
export type ReportPage = z.infer<typeof ReportPage>;

export const ListReports = z.strictObject({ limit, cursor, status: status.optional() });
export type ListReports = z.infer<typeof ListReports>;

export const UpdateReport = z
  .strictObject({
    status: status.optional(),
    note: text(0, noteMaxCodePoints).nullable().optional().describe('null takes it back'),
  })
  .meta({ id: 'UpdateReport' });
export type UpdateReport = z.infer<typeof UpdateReport>;

export const ReportMessage = z
  .strictObject({ reason: text(1, reasonMaxCodePoints).describe('What is wrong with it') })
  .meta({ id: 'ReportMessage' });
export type ReportMessage = z.infer<typeof ReportMessage>;

/** What whoever reported is told of it. */
export const FiledReport = z
  .strictObject({
    id: id('report'),
    roomId: id('room'),
    messageId: id('message'),
    reason: z.string(),
    createdAt: z.string().describe('ISO 8601, UTC'),
  })
  .meta({ id: 'FiledReport' });
export type FiledReport = z.infer<typeof FiledReport>;
