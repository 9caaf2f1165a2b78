import { z } from 'zod';
import { id } from '../common/schema/id.js';
import { codePoints, wellFormed } from '../common/schema/text.js';
import { textMaxBytes, textMaxCodePoints } from './message.schema.js';

const offset = z.int().min(0).max(textMaxCodePoints);

/** What an author writes on. */
export const AppendToMessage = z
  .strictObject({
    delta: wellFormed
      .refine((value) => codePoints(value) <= textMaxCodePoints, `must have at most ${textMaxCodePoints} characters`)
      .refine((value) => Buffer.byteLength(value) <= textMaxBytes, `must have at most ${textMaxBytes} bytes`)
      .meta({ minLength: 0, maxLength: textMaxCodePoints })
      .describe('What follows, as it is; empty to keep the message open, or to end it'),
    offset: offset.describe('Code points that are there already'),
    done: z.boolean().optional().describe('That is all: the message ends'),
  })
  .meta({ id: 'AppendToMessage' });
export type AppendToMessage = z.infer<typeof AppendToMessage>;

/** How far a message has come. */
export const Appended = z
  .strictObject({
    messageId: id('message'),
    offset: z.int().describe('Code points that are there now'),
    done: z.boolean().describe('It has ended'),
  })
  .meta({ id: 'Appended' });
export type Appended = z.infer<typeof Appended>;

/** What grew, for whoever has the room open. */
export const MessageDelta = z
  .strictObject({
    roomId: id('room'),
    messageId: id('message'),
    offset: z.int().describe('Code points that stand before it; others than held: something was missed, or is known'),
    delta: z.string(),
  })
  .meta({ id: 'MessageDelta' });
export type MessageDelta = z.infer<typeof MessageDelta>;
