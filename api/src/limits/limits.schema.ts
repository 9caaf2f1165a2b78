import { z } from 'zod';
import { maxPasswordCodePoints, minPasswordCodePoints } from '../auth/password-rules.js';
import { maxBlocks } from '../blocks/block.schema.js';
import { maxBookmarks } from '../bookmarks/bookmark.schema.js';
import { maxImagePixels } from '../images/sharp.js';
import { maxOpenInvites } from '../invites/invite.schema.js';
import { maxBodyBytes } from '../config/http.config.js';
import {
  attachmentsPerMessage,
  clientIdMaxCodePoints,
  encryptedMaxBytes,
  mentionsPerMessage,
  textMaxBytes,
  textMaxCodePoints,
} from '../messages/message.schema.js';
import { pinsPerRoom } from '../messages/pin.schema.js';
import { reactionsPerMessage } from '../messages/reactions.js';
import { roomNameMaxCodePoints, slugMaxCodePoints, topicMaxCodePoints } from '../rooms/room.schema.js';
import { scheduledPerUser } from '../scheduled/scheduled-message.schema.js';
import { LimitSettings, Settings } from '../tenants/settings.schema.js';
import {
  aboutMaxCodePoints,
  avatarMaxBytes,
  displayNameMaxCodePoints,
  usernameMaxCodePoints,
  usernameMinCodePoints,
} from '../users/user.schema.js';

const countOrNone = z.int().nullable();

/** Limits that no tenant sets, or that follow from one it sets; null = none. */
const fixedLimits = {
  accountsPerHourPerIp: countOrNone.describe('Accounts made in an hour from one address'),
  loginAttemptsPerHourPerIp: countOrNone.describe('Log-ins that may fail in an hour from one address'),
  mailsPerHourPerIp: countOrNone.describe('Mails that may be asked for in an hour from one address'),
  changesPerMinute: countOrNone.describe('Changes of rooms, seats and profile that one user may make in a minute'),
  searchesPerMinute: countOrNone.describe('Searches for people and rooms that one user may make in a minute'),
  listingsPerMinutePerIp: countOrNone.describe(
    'Pages of the list of public rooms that visitors of one address may read in a minute',
  ),
  reportsPerHour: countOrNone.describe(
    'How often one user may try to report a message in an hour; what was reported before is not counted',
  ),
  appendsPerSecond: countOrNone.describe('How often one user may append to messages in a second'),
  commandsPerSecond: z.int().describe('Commands of one socket in a second, for as long as it likes'),
};

/** Which ways in there are for people who have no token of the tenant's own login. */
const ways = Settings.pick({ signUp: true, guests: true, emailRequired: true }).shape;

/** How long authors may change their minds. */
const editing = Settings.pick({ editWindowMinutes: true }).shape;

/** What becomes of addresses in what people write. */
const links = Settings.pick({ links: true }).shape;

/** What people are told before they leave for good. */
const departure = Settings.pick({ deletedUsers: true }).shape;

/** Every limit and size that holds for the caller, the ways in, what becomes of those who leave, and whose place it is. */
export const Limits = z
  .strictObject({
    tenantName: z.string().describe('What the place calls itself, to greet people with'),
    ...ways,
    ...departure,
    ...editing,
    ...links,
    ...LimitSettings.shape,
    ...fixedLimits,
    textMaxCodePoints: z.int().describe('Longest text of a message, after trimming'),
    textMaxBytes: z.int().describe('The same in bytes of UTF-8'),
    encryptedMaxBytes: z.int().describe('Most bytes of what an encrypted message carries, before Base64'),
    bodyMaxBytes: z.int().describe('Largest JSON body and socket frame'),
    avatarMaxBytes: z.int().describe('Largest picture of oneself, or of a room'),
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
    mentionsPerMessage: z.int(),
    pinsPerRoom: z.int().describe('Pinned messages of one room'),
    scheduledPerUser: z.int().describe('Scheduled messages of one user that wait, or were refused'),
    bookmarks: z.int().describe('Bookmarks of one person'),
    blocks: z.int().describe('People whom one person may block'),
    topicMaxCodePoints: z.int(),
    invitesPerRoom: z.int().describe('Invites of one room by which somebody can come in'),
    membersPerRoom: z.int().describe('Members of one room'),
  })
  .meta({ id: 'Limits' });
export type Limits = z.infer<typeof Limits>;

/** The sizes of the contract, the same for everybody. */
export const sizes = {
  textMaxCodePoints,
  textMaxBytes,
  encryptedMaxBytes,
  bodyMaxBytes: maxBodyBytes,
  avatarMaxBytes,
  uploadMaxBytes: 25 * 1024 * 1024,
  imageMaxPixels: maxImagePixels,
  usernameMinCodePoints,
  usernameMaxCodePoints,
  passwordMinCodePoints: minPasswordCodePoints,
  passwordMaxCodePoints: maxPasswordCodePoints,
  displayNameMaxCodePoints,
  aboutMaxCodePoints,
  roomNameMaxCodePoints,
  slugMaxCodePoints,
  clientIdMaxCodePoints,
  reactionsPerMessage,
  attachmentsPerMessage,
  mentionsPerMessage,
  pinsPerRoom,
  scheduledPerUser,
  bookmarks: maxBookmarks,
  blocks: maxBlocks,
  topicMaxCodePoints,
  invitesPerRoom: maxOpenInvites,
} satisfies Omit<
  Limits,
  | 'tenantName'
  | 'membersPerRoom'
  | keyof typeof ways
  | keyof typeof departure
  | keyof typeof editing
  | keyof typeof links
  | keyof LimitSettings
  | keyof typeof fixedLimits
>;
