import { z } from 'zod';
import { id, idOrNull } from '../common/schema/id.js';
import { cursor, limit, pageOf, queryInt } from '../common/schema/paging.js';
import { text } from '../common/schema/text.js';
import { Member } from '../members/member.schema.js';
import { User } from '../users/user.schema.js';

/** Most code points of a message's text. */
export const textMaxCodePoints = 10_000;
/** Most bytes of UTF-8 of a message's text. */
export const textMaxBytes = 32 * 1024;
/** Most bytes of what an encrypted message carries. */
export const encryptedMaxBytes = 24 * 1024;
/** Most characters of the id that a sender gives a message. */
export const clientIdMaxCodePoints = 64;
/** Most uploads on one message. */
export const attachmentsPerMessage = 10;
/** Most users that one message mentions. */
export const mentionsPerMessage = 50;

const Reaction = z
  .strictObject({
    emoji: z.string().describe('Fully-qualified, as in UTS #51'),
    count: z.int().describe('Exact'),
    userIds: z.array(id('user')).describe('The first 50 who reacted so, the first of all first'),
  })
  .meta({ id: 'Reaction' });
export type Reaction = z.infer<typeof Reaction>;

const Attachment = z
  .strictObject({
    id: id('upload'),
    name: z.string(),
    mimeType: z.string(),
    sizeBytes: z.int(),
    url: z.string(),
    width: z.int().nullable(),
    height: z.int().nullable(),
    thumbnailUrl: z.string().nullable(),
  })
  .meta({ id: 'Attachment' });

const Preview = z
  .strictObject({
    url: z.string(),
    title: z.string().nullable(),
    description: z.string().nullable(),
    imageUrl: z.string().nullable(),
  })
  .meta({ id: 'Preview' });

/** What changed in a room, as data: whoever shows it finds the words. More types may come. */
export const SystemEvent = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('room_renamed'),
      name: z.string().describe('What the room is called since then'),
    }),
    z.strictObject({ type: z.literal('topic_changed'), topic: z.string().nullable().describe('null = it has none') }),
    z.strictObject({ type: z.literal('picture_changed') }),
    z.strictObject({ type: z.literal('picture_removed') }),
    z.strictObject({
      type: z.literal('role_changed'),
      userId: id('user').describe('Whose role it is; among the `users` of each answer'),
      role: Member.shape.role,
    }),
  ])
  .meta({ id: 'SystemEvent' });
export type SystemEvent = z.infer<typeof SystemEvent>;

const Thread = z
  .strictObject({
    count: z.int().describe('How many messages are in it, those that were deleted included'),
    lastSeq: z.int().describe('The seq of the last one. A message of the thread with a higher one is not counted yet'),
  })
  .meta({ id: 'Thread' });

/** Characters of Base64 (RFC 4648, section 4) that so many bytes take. */
const base64Length = (bytes: number): number => Math.ceil(bytes / 3) * 4;

/** Padded, without line breaks, and with no bits left over: each sequence of bytes is written in one way. */
const canonicalBase64 =
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=|[A-Za-z0-9+/][AQgw]==)$/;

/** What only those understand who have the key. Nobody here looks into it. */
export const Encrypted = z
  .strictObject({
    scheme: z
      .string()
      .regex(/^[A-Za-z0-9._:/-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 . _ : / -')
      .describe('How it was encrypted, in the words of those who did'),
    data: z
      .string()
      .max(base64Length(encryptedMaxBytes), `must be at most ${encryptedMaxBytes} bytes`)
      .regex(canonicalBase64, 'must be Base64 with its padding, of 1 byte or more')
      .describe('Base64 (RFC 4648, section 4)'),
  })
  .meta({ id: 'Encrypted' });
export type Encrypted = z.infer<typeof Encrypted>;

/** One entry of a room's log. */
export const Message = z
  .strictObject({
    id: id('message'),
    roomId: id('room'),
    seq: z.int().describe('Its number in the room: 1, 2, 3 with no holes'),
    position: z.int().describe("The room's position at its last change"),
    clientId: z.string().describe('The id its author gave it before sending'),
    authorId: id('user').describe(
      'Who wrote it; of a system message who did what it tells, or the id of the tenant where no user did',
    ),
    kind: z.enum(['text', 'system', 'encrypted']),
    text: z.string().describe('Plain text; empty when deleted, and of a system or an encrypted message'),
    createdAt: z.string().describe('ISO 8601, UTC'),
    editedAt: z.string().nullable().describe('ISO 8601, UTC'),
    deletedAt: z.string().nullable().describe('ISO 8601, UTC'),
    replyTo: z.strictObject({ messageId: id('message'), seq: z.int() }).nullable(),
    mentions: z
      .array(id('user'))
      .describe('Ids of the users it mentions; the id of its room stands for everybody there'),
    reactions: z.array(Reaction).describe('Up to 20, in the order in which they came up'),
    attachments: z.array(Attachment),
    pinnedAt: z.string().nullable().describe('ISO 8601, UTC'),
    preview: Preview.nullable(),
    system: SystemEvent.nullable().describe('What a system message tells; null for all others, and when deleted'),
    streaming: z.boolean().describe('It is being written: `text` is what is there so far'),
    threadId: idOrNull('message').describe(
      'The id of the message on whose thread it hangs; null = it stands in the room',
    ),
    thread: Thread.nullable().describe('The thread that hangs on it; null = none'),
    encrypted: Encrypted.nullable().describe(
      'What an encrypted message carries in place of a text; null for all others, and when deleted',
    ),
  })
  .meta({ id: 'Message' });
export type Message = z.infer<typeof Message>;

/** What a person writes; the same on REST and on the socket. */
export const messageBody = {
  clientId: z
    .string()
    .regex(
      new RegExp(`^[A-Za-z0-9._-]{1,${clientIdMaxCodePoints}}$`),
      `must be 1 to ${clientIdMaxCodePoints} of A-Z a-z 0-9 . _ -`,
    )
    .describe('Made by the sender for each message; sending it again answers the first result'),
  text: text(1, textMaxCodePoints, textMaxBytes).describe('Plain text, trimmed'),
  replyTo: id('message')
    .optional()
    .describe('The id of a message of this room; in a thread of its root, or of a message of the same thread'),
  threadId: id('message')
    .optional()
    .describe('The id of the message on whose thread it hangs: one that is in no thread itself'),
  attachmentIds: z.array(id('upload')).max(attachmentsPerMessage).optional().describe('Uploads of the sender'),
  mentions: z
    .array(id('user'))
    .max(mentionsPerMessage)
    .optional()
    .describe('User ids; the id of the room stands for everybody there, which moderators may say'),
};

/** What a send carries: a text, or what only its readers understand. */
export const sendBody = {
  ...messageBody,
  text: messageBody.text.optional().describe('Plain text, trimmed; in its place `encrypted`'),
  encrypted: Encrypted.optional().describe('In place of `text`'),
};

/** There is one of the two, and whoever sends both or none is told which. */
export function requireOneContent(
  { text, encrypted }: { text?: string | undefined; encrypted?: Encrypted | undefined },
  context: z.RefinementCtx,
): void {
  if (text === undefined && encrypted === undefined)
    context.addIssue({ code: 'custom', path: ['text'], message: 'must be given, or `encrypted`' });
  if (text !== undefined && encrypted !== undefined)
    context.addIssue({ code: 'custom', path: ['encrypted'], message: 'must not be given beside `text`' });
}

/** What an author makes of a message. */
export const editBody = {
  text: messageBody.text,
  position: z
    .int()
    .min(0)
    .optional()
    .describe('The position of the message as the author saw it; another one by now is refused as `stale`'),
  mentions: z
    .array(id('user'))
    .max(mentionsPerMessage)
    .optional()
    .describe('User ids, in place of those before; left out = as they are'),
};

export const EditMessage = z.strictObject(editBody).meta({ id: 'EditMessage' });
export type EditMessage = z.infer<typeof EditMessage>;

export const MessageVersion = z
  .strictObject({
    text: z.string(),
    mentions: z.array(id('user')),
    writtenAt: z.string().describe('ISO 8601, UTC'),
    replacedAt: z.string().describe('When the next one was written; ISO 8601, UTC'),
  })
  .meta({ id: 'MessageVersion' });
export type MessageVersion = z.infer<typeof MessageVersion>;

export const MessageVersionPage = pageOf('MessageVersionPage', MessageVersion);
export type MessageVersionPage = z.infer<typeof MessageVersionPage>;

export const ListVersions = z.strictObject({ limit, cursor });
export type ListVersions = z.infer<typeof ListVersions>;

export const SendMessage = z
  .strictObject({
    ...sendBody,
    text: text(0, textMaxCodePoints, textMaxBytes)
      .optional()
      .describe('Plain text, trimmed; empty only with `streaming`; in its place `encrypted`'),
    streaming: z
      .boolean()
      .optional()
      .describe('Only begins the message: what follows is appended, and it ends when its author says so'),
  })
  .superRefine((input, context) => {
    requireOneContent(input, context);
    if (input.streaming && input.encrypted)
      context.addIssue({ code: 'custom', path: ['streaming'], message: 'must not be given beside `encrypted`' });
    if (input.streaming || input.text === undefined) return;
    const whole = messageBody.text.safeParse(input.text);
    for (const { message } of whole.error?.issues ?? []) context.addIssue({ code: 'custom', path: ['text'], message });
  })
  .meta({ id: 'SendMessage' });
export type SendMessage = z.infer<typeof SendMessage>;

const seq = queryInt(0, Number.MAX_SAFE_INTEGER);

/** Which page of the history: `before` and `after` exclusive, `around` inclusive, one of them at most; none = the newest. */
export const HistoryQuery = z
  .strictObject({
    before: seq.optional().describe('Messages with a lower seq'),
    after: seq.optional().describe('Messages with a higher seq'),
    around: seq.optional().describe('Messages on both sides of this seq, itself included'),
    limit: queryInt(1, 100).default(50).describe('Most items in the answer'),
  })
  .refine(
    ({ before, after, around }) => [before, after, around].filter((value) => value !== undefined).length <= 1,
    'give one of before, after and around at most',
  );
export type HistoryQuery = z.infer<typeof HistoryQuery>;

export const History = z
  .strictObject({
    items: z.array(Message).describe('Ascending by seq'),
    hasBefore: z.boolean().describe('Whether there are older ones'),
    hasAfter: z.boolean().describe('Whether there are newer ones'),
    users: z.array(User).describe('The authors, and whom system messages name'),
  })
  .meta({ id: 'History' });
export type History = z.infer<typeof History>;
