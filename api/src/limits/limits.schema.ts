import { z } from 'zod';
import { maxPasswordCodePoints, minPasswordCodePoints } from '../auth/password-rules.js';
import { LimitSettings } from '../tenants/settings.schema.js';
import { aboutMaxCodePoints, displayNameMaxCodePoints } from '../users/user.schema.js';

/** Every limit and size that holds for the caller. */
export const Limits = z
  .strictObject({
    ...LimitSettings.shape,
    textMaxCodePoints: z.int().describe('Longest text of a message, after trimming'),
    textMaxBytes: z.int().describe('The same in bytes of UTF-8'),
    bodyMaxBytes: z.int().describe('Largest JSON body and socket frame'),
    uploadMaxBytes: z.int().describe('Largest file'),
    imageMaxPixels: z.int().describe('Largest picture, width times height'),
    usernameMinCodePoints: z.int(),
    usernameMaxCodePoints: z.int(),
    passwordMinCodePoints: z.int(),
    passwordMaxCodePoints: z.int(),
    displayNameMaxCodePoints: z.int(),
    aboutMaxCodePoints: z.int(),
    roomNameMaxCodePoints: z.int(),
    slugMaxCodePoints: z.int(),
    clientIdMaxCodePoints: z.int(),
    reactionsPerMessage: z.int().describe('Different emoji on one message'),
    attachmentsPerMessage: z.int(),
  })
  .meta({ id: 'Limits' });
export type Limits = z.infer<typeof Limits>;

/** The sizes of the contract, the same for everybody. */
export const sizes = {
  textMaxCodePoints: 10_000,
  textMaxBytes: 32 * 1024,
  bodyMaxBytes: 256 * 1024,
  uploadMaxBytes: 25 * 1024 * 1024,
  imageMaxPixels: 25_000_000,
  usernameMinCodePoints: 3,
  usernameMaxCodePoints: 32,
  passwordMinCodePoints: minPasswordCodePoints,
  passwordMaxCodePoints: maxPasswordCodePoints,
  displayNameMaxCodePoints,
  aboutMaxCodePoints,
  roomNameMaxCodePoints: 80,
  slugMaxCodePoints: 64,
  clientIdMaxCodePoints: 64,
  reactionsPerMessage: 20,
  attachmentsPerMessage: 10,
} satisfies Omit<Limits, keyof LimitSettings>;
