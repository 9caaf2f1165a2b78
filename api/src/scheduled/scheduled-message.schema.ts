import { z } from 'zod';
import { id } from '../common/schema/id.js';
import { cursor, limit, pageOf } from '../common/schema/paging.js';
import { messageBody, Message } from '../messages/message.schema.js';

/** Scheduled messages that one user may have, sent ones not counted. */
export const scheduledPerUser = 100;

/** How far ahead a message may be scheduled, at least and at most, in milliseconds. */
export const minAheadMs = 1_000;
export const maxAheadMs = 366 * 24 * 3_600_000;

const moment = z.iso.datetime({ offset: true });

/** A message that waits for its time; only its author sees it. */
export const ScheduledMessage = z
  .strictObject({
    id: id('scheduledMessage'),
    roomId: id('room'),
    clientId: z.string().describe('The message will have it'),
    text: z.string(),
    replyTo: Message.shape.replyTo,
    threadId: Message.shape.threadId,
    mentions: z.array(id('user')).describe('Ids of the users it mentions'),
    sendAt: z.string().describe('ISO 8601, UTC; it is sent within seconds of it'),
    createdAt: z.string().describe('ISO 8601, UTC'),
    failure: z
      .strictObject({ code: z.string(), title: z.string() })
      .nullable()
      .describe('Why it was not sent when its time came, and will not be until it is given another time'),
  })
  .meta({ id: 'ScheduledMessage' });
export type ScheduledMessage = z.infer<typeof ScheduledMessage>;

const { clientId, text, replyTo, threadId, mentions } = messageBody;

export const ScheduleMessage = z
  .strictObject({
    clientId,
    text,
    replyTo,
    threadId,
    mentions,
    sendAt: moment.describe('ISO 8601; from a second to a year ahead'),
  })
  .meta({ id: 'ScheduleMessage' });
export type ScheduleMessage = z.infer<typeof ScheduleMessage>;

export const UpdateScheduled = z
  .strictObject({
    text: text.optional(),
    mentions: mentions.describe('User ids, in place of those before; left out = as they are'),
    sendAt: z
      .union([moment, z.enum(['now'])])
      .optional()
      .describe('As of a new one, or `now`; what was refused is tried again then'),
  })
  .meta({ id: 'UpdateScheduled' });
export type UpdateScheduled = z.infer<typeof UpdateScheduled>;

export const ListScheduled = z.strictObject({
  roomId: id('room').optional().describe('Those of one room; left out = of all'),
  limit,
  cursor,
});
export type ListScheduled = z.infer<typeof ListScheduled>;

export const ScheduledMessagePage = pageOf('ScheduledMessagePage', ScheduledMessage);
export type ScheduledMessagePage = z.infer<typeof ScheduledMessagePage>;
