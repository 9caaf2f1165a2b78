import { z } from 'zod';
import { toEmoji } from './emoji.js';

/** One emoji of the Unicode data of the server's runtime, in whatever way a keyboard writes it. */
export const Emoji = z
  .string()
  .refine((value) => toEmoji(value) !== undefined, 'must be one emoji')
  .describe('One emoji, with or without variation selectors');
