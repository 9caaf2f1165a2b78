import { z } from 'zod';
import { codePoints, wellFormed } from '../common/schema/text.js';
import { DisplayName } from './user.schema.js';

/** Most code points of the name by which a tenant's own login knows a user. */
const externalIdMaxCodePoints = 255;

/** Most characters of the address of a picture. */
const avatarUrlMaxLength = 2_048;

/** How a tenant's own login names a user; any text, taken as it is. */
export const ExternalId = wellFormed
  .min(1)
  .refine(
    (value) => codePoints(value) <= externalIdMaxCodePoints,
    `must have at most ${externalIdMaxCodePoints} characters`,
  );

function isHttps(value: string): boolean {
  try {
    const { protocol, username, password } = new URL(value);
    return protocol === 'https:' && username === '' && password === '';
  } catch {
    return false;
  }
}

/** The address of a picture elsewhere, as every reader's browser will ask for it: https only. */
export const ExternalAvatarUrl = wellFormed
  .max(avatarUrlMaxLength)
  .refine((value) => /^https:\/\/[^\s\\]+$/i.test(value) && isHttps(value), 'must be an https address')
  .meta({ format: 'uri' })
  .describe('https only; shown as it is');

/** How a user of the tenant's own login looks; what is left out stays as it is. */
export const PutExternalUser = z
  .strictObject({
    displayName: DisplayName.optional().describe('Left out of a new user = a friendly generated name'),
    avatarUrl: ExternalAvatarUrl.nullable().optional().describe('https only; null = none'),
  })
  .meta({ id: 'PutExternalUser' });
export type PutExternalUser = z.infer<typeof PutExternalUser>;
