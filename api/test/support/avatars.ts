import type { Me } from '../../src/users/user.schema.js';
import { formOf, picture } from './pictures.js';
import type { RestAnswer } from './rest.js';
import type { TestTenant, TestUser } from './tenant.js';

/** Sends a picture of oneself, or what is none. */
export const putAvatar = <Body = Me>(user: TestUser, form: unknown): Promise<RestAnswer<Body>> =>
  user.rest<Body>('PUT', '/v1/me/avatar', form);

/** Gives a new guest a picture. @returns both, and the picture's address below the server's */
export async function guestWithPicture(tenant: TestTenant, bytes?: Buffer): Promise<{ user: TestUser; url: string }> {
  const user = await tenant.guest();
  const { status, body } = await putAvatar(user, formOf(bytes ?? (await picture('png'))));
  if (status !== 200 || body.avatarUrl === null) throw new Error(`the picture was not taken: ${JSON.stringify(body)}`);
  return { user, url: body.avatarUrl };
}
