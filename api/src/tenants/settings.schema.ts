import { z } from 'zod';
import { AllowedOrigin } from './allowed-origin.js';

/** A colour as CSS has it in hexadecimal digits; nothing else, because it is written into mails. */
const color = z.string().regex(/^#[0-9A-Fa-f]{6}$/, 'must be a colour like #5b5bd6');

const count = z.int().min(0).max(1_000_000).nullable();

const limitFields = {
  messagesPerMinute: count.describe('Messages one user may send in a minute; null = no limit'),
  guestsPerHourPerIp: count.describe('Guests made in an hour from one address; accounts are counted alike, apart'),
  exchangesPerHourPerIp: count.describe(
    'Tokens of the tenant’s own login exchanged in an hour from one address for a new session; as many by one user to go on in one',
  ),
  connectionsPerIp: count.describe('Sockets open at once from one address'),
  connectionsPerUser: count.describe('Sockets one user may have open at once'),
  loginAttemptsPerHour: count.describe(
    'Log-ins tried in an hour by one username or e-mail address; one that succeeds takes back those that failed from its address. Five times as many may fail from one address. Passwords that somebody signed in is asked for are counted alike, apart',
  ),
  mailsPerHour: count.describe(
    'Mails that one address gets in an hour, whatever they are about; five times as many may be asked for from one network',
  ),
  roomsPerHour: count.describe('Rooms one user may make in an hour'),
  uploadsPerHour: count.describe('Files one user may upload in an hour'),
};

const linkFields = {
  enabled: z.boolean().describe('Whether addresses in messages are shown as links'),
  previews: z.boolean().describe('Whether links get a preview'),
};

const settingFields = {
  signUp: z.enum(['open', 'closed']).describe('Whether people may make accounts themselves'),
  guests: z.enum(['on', 'off']).describe('Whether people may chat without an account'),
  emailRequired: z.boolean().describe('Whether an account needs an e-mail address'),
  visitorsRead: z.boolean().describe('Whether public rooms can be read with the public key alone'),
  roomCreation: z
    .enum(['anyone', 'members', 'server'])
    .describe('Who may make rooms; members = people with an account, server = the secret key only'),
  deletedUsers: z
    .enum(['anonymize', 'remove'])
    .describe('What becomes of the messages of whoever leaves for good: by a deleted user from then on, or removed'),
  accentColor: color.describe('The tenant’s colour in mails, like #5b5bd6; what is written on it is black or white'),
  editWindowMinutes: z
    .int()
    .min(1)
    .max(5_256_000)
    .nullable()
    .describe('Minutes in which authors may edit a message, from when it was sent; null = for ever'),
  retentionDays: z.int().min(1).max(36_500).nullable().describe('Days that messages are kept; null = for ever'),
};

/** How much is allowed; `null` = no limit. */
export const LimitSettings = z.strictObject(limitFields).meta({ id: 'LimitSettings' });
export type LimitSettings = z.infer<typeof LimitSettings>;

/** The name of a limit that a tenant can set. */
export type LimitName = keyof LimitSettings;

/** What a tenant can set, complete. */
export const Settings = z
  .strictObject({
    allowedOrigins: z
      .array(z.string())
      .describe('Pages that may use the keys: https://example.com or https://*.example.com; none = every page'),
    ...settingFields,
    links: z.strictObject(linkFields).describe('Links in messages'),
    limits: LimitSettings.describe('How much is allowed; null = no limit'),
  })
  .meta({ id: 'Settings' });
export type Settings = z.infer<typeof Settings>;

/** A change of settings: what is not named stays, at every depth; a list is replaced whole. */
export const PatchSettings = z
  .strictObject({
    allowedOrigins: z.array(AllowedOrigin).max(200).describe('Replaces the whole list'),
    ...settingFields,
    links: z.strictObject(linkFields).partial(),
    limits: z.strictObject(limitFields).partial(),
  })
  .partial()
  .meta({ id: 'PatchSettings' });
export type PatchSettings = z.infer<typeof PatchSettings>;
